"""One student: why his page is opened, why he is set aside."""
