"""Orders: placed, paid, shipped, received; canceled or refunded."""
