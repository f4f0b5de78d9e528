"""Words as somebody reads them."""
