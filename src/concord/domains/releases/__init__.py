"""What a country decides to share: sealed sets of items for one audience, and nothing else leaves the country."""
