"""What five people at Sao Khuê can do, tapped in on one evening: twelve cells of a matrix, and the gaps they show."""

from datetime import datetime, timedelta

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.demo.ground import cells, read
from mutu.demo.stage import Stage
from mutu.resources.competence import actions
from mutu.resources.competence.models import Skill
from mutu.resources.responsibilities import actions as responsibilities

GROUND = "sao_khue/ground.yaml"


def asked(stage: Stage, by: Actor) -> None:
    """Six skills, what asks for them, who works where, and three roles."""
    for name, owner, months, asked_of, which, level in read(GROUND)["skills"].values():
        skill = actions.define(new_id(by.at), by=by, name=name, owner=stage.people[owner], valid_months=months)
        of = {"workplace": stage.workplaces[which]} if asked_of == "workplace" else {"role": which}
        facts = {"skill": skill, "asked_of": asked_of, "level": level, **(of if which else {})}
        actions.require.do(new_id(by.at), by=by, facts=facts)
    for line in read(GROUND)["works"]:
        key, code = cells(line)
        actions.start(new_id(by.at), by=by, person=stage.people[key], workplace=stage.workplaces[code])
    for role, (each_site, does, duties) in read(GROUND)["roles"].items():
        said = {"role": role, "does": does, "each_site": each_site, **dict.fromkeys(duties, True)}
        responsibilities.decide.do(new_id(by.at), by=by, facts=said)


def held(stage: Stage, at: datetime) -> None:
    """Each assessment by the colleague who made it; Hoa writes down Tuấn's, for nobody writes their own."""
    names = {key: facts[0] for key, facts in read(GROUND)["skills"].items()}
    with tenancy.reading(stage.organization):
        skills = {one.name: one for one in Skill.objects.of(stage.organization)}
    for line in read(GROUND)["held"]:
        key, skill, level, assessor, ago, evidence = cells(line)
        actions.assess(
            new_id(at), by=stage.by("hoa" if key == "tuan" else "tuan", at), person=stage.people[key],
            skill=skills[names[skill]], level=level, evidence=evidence, assessor=stage.people[assessor],
            assessed_on=stage.days.date_of(at) - timedelta(days=int(ago)), basis="experience",
        )  # fmt: skip
