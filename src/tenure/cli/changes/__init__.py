"""What `tenure order` reads, shows and books."""
