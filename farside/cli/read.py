"""What reads documents ahead of questions: `farside read`, `plan` and `guide`."""

from __future__ import annotations

import typer

from farside import config
from farside.cli.options import (
    Collection,
    InputName,
    Json,
    Model,
    Password,
    PathsOrInput,
    WindowTokens,
    Yes,
)
from farside.cli.screen import guides, plans, terminal
from farside.cli.screen.jobs import show_read_ahead
from farside.cli.screen.terminal import Screen
from farside.work import planning
from farside.work.guides.make_guides import make_guides
from farside.work.read import read_ahead
from farside.work.session import Options

app = typer.Typer()


@app.command()
def read(
    paths: PathsOrInput = None,
    _name: InputName = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    yes: Yes = False,
) -> None:
    """Read the documents ahead of any question; what the engine keeps of them serves every question
    later."""
    options = Options(collection, model, window=window, password=password)
    with Screen(show_text=False, agree=plans.ask_before_long(yes)) as screen:
        done = read_ahead(paths or [], options, config.load(), screen)
    print(show_read_ahead(done))


@app.command()
def plan(
    paths: PathsOrInput = None,
    _name: InputName = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    json: Json = False,
) -> None:
    """Say what reading the documents and asking about them would take, before anything is read."""
    options = Options(collection, model, window=window, password=password)
    with Screen(show_text=False) as screen:
        told = planning.predict_reading(config.load(), paths or [], options, screen)
        screen.notices(told.scan.documents, told.skipped)
    if json:
        print(plans.outlook_json(told))
    else:
        terminal.print_table(plans.COLUMNS, plans.cost_rows(told), "")


@app.command()
def guide(
    paths: PathsOrInput = None,
    _name: InputName = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Say what each document is, quote what tells most of it, and give questions that it
    answers."""
    options = Options(collection, model, window=window, password=password)
    with Screen(show_text=False, agree=plans.ask_before_long(yes)) as screen:
        made = make_guides(paths or [], options, notify=screen)
    print(guides.guides_json(made) if json else guides.show_guides(made))
