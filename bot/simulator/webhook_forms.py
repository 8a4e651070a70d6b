"""Word the form that the phone company posts to the bot (pure).

Source: "Twilio's request to your incoming message Webhook URL" and "Outbound
Message Status in Status Callbacks".
"""

from bot.simulator import opt_out, records

#: Where the numbers of the double live; a city or zip code may be blank.
_FROM_PLACE = {"City": "CHICAGO", "State": "IL", "Zip": "60601", "Country": "US"}
_TO_PLACE = {"City": "", "State": "IL", "Zip": "", "Country": "US"}


def inbound(
    message: records.Message,
    account_sid: str,
    optout: opt_out.OptOutType | None = None,
) -> dict[str, str]:
    """Return the parameters of an inbound text.

    Args:
        message: The text as received.
        account_sid: Whose account it is.
        optout: What the text asks of the carrier, where the account's service
            has Advanced Opt-Out; other accounts are not told.
    """
    form = {
        "ToCountry": _TO_PLACE["Country"],
        "ToState": _TO_PLACE["State"],
        "SmsMessageSid": message.sid,
        "NumMedia": str(len(message.media_urls)),
        "ToCity": _TO_PLACE["City"],
        "FromZip": _FROM_PLACE["Zip"],
        "SmsSid": message.sid,
        "FromState": _FROM_PLACE["State"],
        "SmsStatus": "received",
        "FromCity": _FROM_PLACE["City"],
        "Body": message.body,
        "FromCountry": _FROM_PLACE["Country"],
        "To": message.to_e164,
        "ToZip": _TO_PLACE["Zip"],
        "NumSegments": str(message.num_segments),
        "MessageSid": message.sid,
        "AccountSid": account_sid,
        "From": message.from_e164 or "",
        "ApiVersion": records.API_VERSION,
    }
    if message.service_sid is not None:
        form["MessagingServiceSid"] = message.service_sid
    if optout is not None:
        form["OptOutType"] = optout.value
    for index, url in enumerate(message.media_urls):
        form[f"MediaUrl{index}"] = url
        form[f"MediaContentType{index}"] = "image/jpeg"
    return form


def status(message: records.Message, account_sid: str) -> dict[str, str]:
    """Return the parameters of a status callback for the message as it is now."""
    form = {
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "MessageStatus": message.status,
        "To": message.to_e164,
        "MessageSid": message.sid,
        "AccountSid": account_sid,
        "From": message.from_e164 or "",
        "ApiVersion": records.API_VERSION,
    }
    if message.service_sid is not None:
        form["MessagingServiceSid"] = message.service_sid
    if message.error_code is not None:
        form["ErrorCode"] = str(message.error_code)
    if message.status in ("delivered", "undelivered"):
        # The carrier's own date: minutes only, and no zone. Source: changelog
        # 2023-02-14, RawDlrDoneDate.
        form["RawDlrDoneDate"] = f"{message.updated_at:%y%m%d%H%M}"
    return form
