"""The voucher made to be given: its whole life from issue to the friend's own three."""
