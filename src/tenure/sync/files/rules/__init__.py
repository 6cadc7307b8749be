"""Decide what files must look like and what is wrong with them."""
