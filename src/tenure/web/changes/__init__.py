"""What people fill in to change a contract, and what they are shown before it is booked."""
