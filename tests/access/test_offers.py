"""Collections that one user offers to another: who sees them, who may take them back, and that
nobody learns from them who there is."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from farside.access import offers
from farside.access.offers import Offers
from farside.access.users import User, Users
from farside.config import Settings
from farside.errors import NotFound

pytestmark = pytest.mark.usefixtures("quick")
PASSWORD = "correct horse"
DAY = 86_400.0


@pytest.fixture
def made(known: Users) -> Offers:
    return Offers(known)


@pytest.fixture
def people(known: Users) -> tuple[User, User, User]:
    anna, ben, carl = (known.add(name, PASSWORD) for name in ("Anna", "Ben", "Carl"))
    return anna, ben, carl


def test_only_who_is_offered_something_sees_it(
    made: Offers, people: tuple[User, User, User]
) -> None:
    anna, ben, carl = people
    assert made.make(anna.id, "BEN", "reports", ["d1", "d2"])
    (offer,) = made.to(ben.id)
    assert (offer.giver, offer.collection, offer.documents) == (anna, "reports", ("d1", "d2"))
    assert made.get(ben.id, offer.id) == offer
    assert made.to(carl.id) == made.to(anna.id) == ()
    for other in (carl, anna):
        with pytest.raises(NotFound, match=offer.id):
            made.get(other.id, offer.id)
        with pytest.raises(NotFound, match=offer.id):
            made.remove(other.id, offer.id)
    assert made.to(ben.id) == (offer,)


def test_only_its_giver_takes_it_back(made: Offers, people: tuple[User, User, User]) -> None:
    anna, ben, carl = people
    made.make(anna.id, "ben", "reports", ["d1"])
    (sent,) = made.sent(anna.id)
    assert (sent.taker, sent.collection, sent.documents) == ("ben", "reports", 1)
    for other in (ben, carl):
        assert made.sent(other.id) == ()
        with pytest.raises(NotFound, match=f"you make no offer '{sent.id}'"):
            made.withdraw(other.id, sent.id)
    assert made.withdraw(anna.id, sent.id) == ben.id
    assert (made.to(ben.id), made.sent(anna.id)) == ((), ())
    with pytest.raises(NotFound, match="taken or declined"):
        made.withdraw(anna.id, sent.id)


def test_an_offer_to_nobody_looks_as_one_to_somebody(
    made: Offers, known: Users, people: tuple[User, User, User]
) -> None:
    anna, *_ = people
    assert made.make(anna.id, "Dora", "reports", ["d1"])
    assert made.make(anna.id, "Ben", "reports", ["d1"])
    assert [one.taker for one in made.sent(anna.id)] == ["dora", "ben"]
    assert list(made.made(anna.id, "Dora", "reports")) == []
    dora = known.add("Dora", PASSWORD)  # who had the name later was not meant
    assert made.to(dora.id) == ()
    (first, _) = made.sent(anna.id)
    assert made.withdraw(anna.id, first.id) is None


def test_a_collection_that_is_offered_again_replaces_the_offer(
    made: Offers, people: tuple[User, User, User]
) -> None:
    anna, ben, carl = people
    for documents in (["d1"], ["d1", "d2"]):
        assert made.make(anna.id, "ben", "reports", documents)
    assert made.make(carl.id, "ben", "reports", ["d9"])
    assert made.make(anna.id, "ben", "letters", ["d3"])
    shown = [(one.giver.name, one.collection, one.documents) for one in made.to(ben.id)]
    assert shown == [
        ("Anna", "reports", ("d1", "d2")),
        ("Carl", "reports", ("d9",)),
        ("Anna", "letters", ("d3",)),
    ]
    (known_offer,) = made.made(anna.id, "Ben", "reports")
    assert known_offer == (ben.id, made.to(ben.id)[0])


def test_an_offer_is_void_after_thirty_days(
    made: Offers, people: tuple[User, User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben, _ = people
    made.make(anna.id, "ben", "reports", ["d1"])
    (offer,) = made.to(ben.id)
    monkeypatch.setattr(time, "time", lambda: offer.created + 30 * DAY - 1)
    assert made.to(ben.id)
    assert made.sent(anna.id)
    monkeypatch.setattr(time, "time", lambda: offer.created + 30 * DAY + 1)
    assert (made.to(ben.id), made.sent(anna.id)) == ((), ())
    assert list(made.made(anna.id, "ben", "reports")) == []
    with pytest.raises(NotFound, match="too old"):
        made.get(ben.id, offer.id)


def test_nobody_offers_without_end(
    made: Offers, people: tuple[User, User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "MOST", 3)
    anna, ben, carl = people
    assert [made.make(anna.id, "ben", f"c{n}", ["d"]) for n in range(5)] == [True] * 3 + [False] * 2
    assert made.make(anna.id, "ben", "c0", ["d"])  # in place of one that waits
    assert made.make(carl.id, "ben", "c0", ["d"])  # of another user
    made.remove(ben.id, made.to(ben.id)[0].id)
    assert made.make(anna.id, "ben", "c4", ["d"])
    later = time.time() + 31 * DAY  # old ones do not count
    monkeypatch.setattr(time, "time", lambda: later)
    assert made.make(anna.id, "ben", "c5", ["d"])
    assert len(made.to(ben.id)) == 1


def test_offers_go_with_who_made_them(
    made: Offers, known: Users, people: tuple[User, User, User]
) -> None:
    anna, ben, _ = people
    made.make(anna.id, "ben", "reports", ["d1"])
    known.remove("anna")
    assert made.to(ben.id) == ()


class OffersOfThree(RuleBasedStateMachine):
    """Whatever three users do, each sees what a plain dict of offers says."""

    names = ("anna", "ben", "carl")

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.users = Users(Settings(home=Path(self.folder.name)))
        self.made = Offers(self.users)
        self.ids = {name: self.users.add(name, PASSWORD).id for name in self.names}
        self.kept: dict[tuple[str, str, str], tuple[str, ...]] = {}

    @rule(
        giver=st.sampled_from(names),
        taker=st.sampled_from(names),
        collection=st.sampled_from(["x", "y"]),
        documents=st.lists(st.sampled_from(["d1", "d2"]), max_size=2, unique=True),
    )
    def offer(self, giver: str, taker: str, collection: str, documents: list[str]) -> None:
        assert self.made.make(self.ids[giver], taker, collection, documents)
        self.kept.pop((giver, taker, collection), None)
        self.kept[giver, taker, collection] = tuple(documents)

    @rule(who=st.sampled_from(names), at=st.integers(0, 3), withdraw=st.booleans())
    def end(self, who: str, at: int, withdraw: bool) -> None:
        if withdraw:
            sent = [key for key in self.kept if key[0] == who]
            shown = [one.id for one in self.made.sent(self.ids[who])]
        else:
            sent = [key for key in self.kept if key[1] == who]
            shown = [one.id for one in self.made.to(self.ids[who])]
        if at < len(sent):
            end = self.made.withdraw if withdraw else self.made.remove
            end(self.ids[who], shown[at])
            del self.kept[sent[at]]

    @invariant()
    def everybody_sees_their_own(self) -> None:
        for name, identity in self.ids.items():
            offered = [(o.giver.name, o.collection, o.documents) for o in self.made.to(identity)]
            sent = [(o.taker, o.collection, o.documents) for o in self.made.sent(identity)]
            kept = [(*key, documents) for key, documents in self.kept.items()]
            assert offered == [(g, c, d) for g, t, c, d in kept if t == name]
            assert sent == [(t, c, len(d)) for g, t, c, d in kept if g == name]

    def teardown(self) -> None:
        self.users.close()
        self.folder.cleanup()


def test_three_users_and_a_dict(quick: None) -> None:
    settings = hypothesis_settings(max_examples=6, stateful_step_count=15)
    run_state_machine_as_test(OffersOfThree, settings=settings)


def test_offers_are_in_users_that_are_closed_and_opened_again(
    made: Offers, settings: Settings, people: tuple[User, User, User]
) -> None:
    anna, ben, _ = people
    made.make(anna.id, "ben", "reports", ["d1"])
    with closing(Users(settings)) as again:
        assert Offers(again).to(ben.id) == made.to(ben.id)
