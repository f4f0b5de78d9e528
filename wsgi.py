"""The door: `app` for any WSGI server; started by itself, it serves with waitress."""

import gc

gc.disable()  # what is loaded stays: to look through it again and again took a sixth of a start

from webapp import create_app  # noqa: E402
from webapp.starting import in_a_sentence  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    from webapp.serve import main

    main()
else:
    with in_a_sentence():
        app = create_app()
