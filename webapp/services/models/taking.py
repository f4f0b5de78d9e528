"""A model's file taken along, on record."""

from data.store import audit
from data.store.models import model_registry
from data.tables import ModelVersion
from data.viewer import Viewer
from webapp.services.runtime.resources import Resources


def taken(here: Resources, viewer: Viewer, model: ModelVersion) -> bytes:
    """Give a model's file as it is kept, and write down who took it. Raises NotFound."""
    with here.database.read() as session:
        content = model_registry.file_of(session, viewer, model.id)
    with here.database.write(counted=False) as session:
        audit.add(session, viewer, "export", "model", model.id, {"number": model.number})
    return content
