"""How fast the board is, beside pages that do the same with Dash and with Streamlit."""
