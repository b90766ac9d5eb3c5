"""Who acts: the browser, the generators that make pages, the operator that uses them."""
