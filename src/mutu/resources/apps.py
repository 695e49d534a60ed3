"""The resources module as Django knows it."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "mutu.resources"
    label = "resources"

    def ready(self) -> None:
        from mutu.resources.acknowledgements import actions as _acknowledgements  # noqa: F401
        from mutu.resources.acknowledgements import dossiers as _signed  # noqa: F401
        from mutu.resources.acknowledgements import duties as _reading  # noqa: F401
        from mutu.resources.awareness import actions as _awareness  # noqa: F401
        from mutu.resources.awareness import dossiers as _learned  # noqa: F401
        from mutu.resources.awareness import duties as _cards  # noqa: F401
        from mutu.resources.competence import actions as _competence  # noqa: F401
        from mutu.resources.competence import dossiers as _dossiers  # noqa: F401
        from mutu.resources.competence import duties as _duties  # noqa: F401
        from mutu.resources.competence import trainings as _trainings  # noqa: F401
        from mutu.resources.documents import actions as _documents  # noqa: F401
        from mutu.resources.documents import dossiers as _papers  # noqa: F401
        from mutu.resources.documents import duties as _document_duties  # noqa: F401
        from mutu.resources.documents import importing as _importing  # noqa: F401
        from mutu.resources.documents import keeping as _keeping  # noqa: F401
        from mutu.resources.documents import languages as _languages  # noqa: F401
        from mutu.resources.documents import releases as _releases  # noqa: F401
        from mutu.resources.documents import revisions as _revisions  # noqa: F401
        from mutu.resources.people import actions as _people  # noqa: F401
        from mutu.resources.people import duties as _leavers  # noqa: F401
        from mutu.resources.responsibilities import actions as _responsibilities  # noqa: F401
