"""What the sample company looks like: places, words, products, people, planted dirt. Pure."""
