"""The door: `app` for any WSGI server; started by itself, it serves with waitress."""

from webapp import create_app
from webapp.starting import in_a_sentence

if __name__ == "__main__":
    from webapp.serve import main

    main()
else:
    with in_a_sentence():
        app = create_app()
