"""Two yardsticks for a prediction: the least that Flask answers, and a model asked by hand.

No token, no check, no interval, no log: `/bare` gives a number back, `/model` asks one fitted
pipeline (one-hot words, scaled numbers, ridge) for one row, as an afternoon's service does.

    python -m benchmarks.peers.bare_api PORT ROSTER.csv
"""

import sys

import pandas as pd
from flask import Flask, jsonify, request
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from waitress import serve

NUMBERS = ["traveltime", "studytime", "failures", "absences"]
WORDS = ["schoolsup", "famsup", "paid", "activities", "higher"]


def learned(path: str):
    """Return a pipeline that was fitted on a roster."""
    frame = pd.read_csv(path).dropna(subset=["FinalGrade"])
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    words = OneHotEncoder(handle_unknown="ignore")
    columns = make_column_transformer((numbers, NUMBERS), (words, WORDS))
    return make_pipeline(columns, RidgeCV()).fit(frame[NUMBERS + WORDS], frame["FinalGrade"])


def application(path: str) -> Flask:
    """Make the service."""
    app, model = Flask(__name__), learned(path)

    @app.post("/bare")
    def bare():
        return jsonify(expected=float(request.get_json()["absences"]))

    @app.post("/model")
    def ask():
        frame = pd.DataFrame([request.get_json()])
        return jsonify(expected=float(model.predict(frame)[0]))

    @app.get("/")
    def there():
        return "here"

    return app


if __name__ == "__main__":
    serve(application(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), threads=4)
