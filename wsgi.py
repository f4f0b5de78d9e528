"""The door: `app` for any WSGI server; started by itself, it serves with waitress."""

from webapp import create_app

if __name__ == "__main__":
    from webapp.serve import main

    main()
else:
    app = create_app()
