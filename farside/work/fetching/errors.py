"""Why a web page was not fetched. Each says what to do instead."""

from __future__ import annotations

from farside.errors import InputError


class AddressRefused(InputError):
    """An address that Farside does not ask, whoever wants it."""

    status = 403
    code = "address_refused"


class NotReached(AddressRefused):
    """A host that is not there, or not on the public internet. One message for both: whoever asks
    learns nothing about the names and addresses of the server's own network."""

    def __init__(self, site: str) -> None:
        super().__init__(
            f"{site} is no place on the public internet: there is no such name, or it belongs to "
            "a private network, which is never asked. Check the address; a page of your own "
            "network can be saved in the browser and added as a file"
        )


class SentElsewhere(InputError):
    """The page is at another site by now, which nobody agreed to contact. `param` is where."""

    status = 409
    code = "sent_elsewhere"

    def __init__(self, site: str, url: str) -> None:
        super().__init__(f"{site} sends on to {url}: fetch that address, if you mean it")
        self.param = url


class FetchFailed(InputError):
    """The other side did not give the page, or not as it should."""

    status = 502
    code = "fetch_failed"
