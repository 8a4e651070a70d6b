"""Say whether a request really comes from the phone company; pure."""

from collections.abc import Mapping, Sequence

from twilio.request_validator import RequestValidator


class Signature:
    """Check the vendor's signature over the public address and the form."""

    def __init__(self, public_url: str, auth_tokens: Sequence[str]) -> None:
        """Keep the address as the vendor sees it, and the tokens that may sign.

        Args:
            public_url: What stands before the path; never taken from a request.
            auth_tokens: The account's token, and the next one while it is changed.
        """
        self._public_url = public_url.rstrip("/")
        self._validators = [RequestValidator(token) for token in auth_tokens]

    def fits(
        self, path: str, query: str, form: Mapping[str, str], signature: str | None
    ) -> bool:
        """Tell whether the signature is that of this very request."""
        if not signature or not signature.isascii():
            return False
        url = f"{self._public_url}{path}{f'?{query}' if query else ''}"
        return any(
            validator.validate(url, dict(form), signature)
            for validator in self._validators
        )
