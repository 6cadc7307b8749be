"""List the ISO 4217 currencies and the decimals of their minor units."""

from collections.abc import Mapping
from types import MappingProxyType

from tenure.kernel.errors import InvalidInput

_CODES_BY_EXPONENT: dict[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
        CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
        GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
        LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
        NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
        SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
        XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
# Withdrawn in 2025 and 2026; contracts written in them still stand in a book.
_LATELY_WITHDRAWN: dict[int, str] = {2: "ANG BGN"}

# Codes without a minor unit (metals, XDR, XXX, XTS) are left out: nothing is billed in them.
EXPONENTS: Mapping[str, int] = MappingProxyType(
    {
        code: places
        for table in (_CODES_BY_EXPONENT, _LATELY_WITHDRAWN)
        for places, codes in table.items()
        for code in codes.split()
    }
)


def exponent(currency: str) -> int:
    """Return the decimals of a currency's minor unit: 0, 2, 3 or 4.

    Raise InvalidInput for anything but an upper-case ISO 4217 code.
    """
    try:
        return EXPONENTS[currency]
    except (KeyError, TypeError):
        raise InvalidInput(f"{currency!r} is not an ISO 4217 currency code.") from None
