"""x"""
from one_school import School

from data import store


def test_x(own_school: School) -> None:
    with own_school.write() as session:
        _, token = store.api_tokens.make(session, own_school.people["lea"], "x", ["ranking","rosters","rules","models"], 30, own_school.state.clock())
    c = own_school.app.test_client()
    for p in ("rosters","rules","models","ranking?set=small&w.absences=4","nowhere","openapi.json", "ranking?q=Ana"):
        for h in ({}, {"Authorization": f"Bearer {token}"}):
            a = c.get(f"/api/v1/{p}", headers=h)
            print(p, a.status_code, a.text[:600], dict(a.headers) if p=="rosters" else "")
    a=c.post("/api/v1/rosters"); print(a.status_code,a.text, dict(a.headers))
