"""The demo's living town: people with ties and habits, who use Passalong by real commands."""
