"""What every page shares: who asks, security, language, errors, static files, the page's
frame.
"""
