"""What the papers of offers say in German."""

WORDS = {
    "quote": "Verlängerungsangebot",
    "order_form": "Auftragsformular",
    "insertion_order": "Einzelauftrag",
    "renewal_notice": "Mitteilung über die Verlängerung",
    "partner_pack": "Partnerangebot",
    "title": "{kind} {number}",
    "for": "für {name}",
    "page": "Seite {page} von {pages}",
    "verify": "Echt und unverändert? Prüfen Sie es unter {address} mit dem Code {code}.",
    "letterless": "Zeichen, die in den vorhandenen Schriften fehlen, sind als {square} gedruckt.",
    "role.Customer": "Kunde",
    "role.Bill to": "Rechnungsempfänger",
    "role.Reseller": "Wiederverkäufer",
    "role.Distributor": "Distributor",
    "role.Seller": "Anbieter",
    "attention": "Zu Händen: {name}",
    "fact.number": "Angebot",
    "fact.version": "Version",
    "fact.date": "Datum",
    "fact.valid_until": "Gültig bis",
    "fact.contract": "Vertrag",
    "fact.currency": "Währung",
    "summary.term": "Laufzeit",
    "summary.total": "Gesamt, {currency}",
    "summary.payment": "Zahlung",
    "summary.before": "Heutige Preise, {currency}",
    "summary.change": "Änderung",
    "days_between": "{first} bis {last}",
    "without_taxes": "ohne Steuern",
    "same_term": "für dieselbe Laufzeit",
    "net_days": "{days} Tage netto",
    "on_receipt": "bei Erhalt",
    "after_invoice": "ab Rechnungsdatum",
    "lines": "Bestellte Leistungen",
    "offered": "Angebotene Leistungen",
    "column.position": "Nr.",
    "column.product": "Produkt",
    "column.quantity": "Menge",
    "column.volume": "Zugesagtes Volumen",
    "column.price": "Einzelpreis",
    "column.rate": "Satz",
    "column.amount": "Betrag ({currency})",
    "column.before": "Bisher ({currency})",
    "column.after": "Künftig ({currency})",
    "column.you_pay": "Sie zahlen ({currency})",
    "per.month": "pro Monat",
    "per.year": "pro Jahr",
    "per.months": "je {length}",
    "as_used": "nach Verbrauch",
    "replaces": "ersetzt {product}",
    "total": "Gesamtbetrag für {length}, {currency}, ohne Steuern",
    "true_up": "Einmalige Nachberechnung der Nutzung über den Vertrag hinaus, {currency}, nicht im Gesamtbetrag",
    "terms": "Bedingungen",
    "term.term": "Die Laufzeit beginnt am {first} und endet am {last}, beide Tage eingeschlossen: {length}.",
    "term.amounts": "Alle Beträge sind in {currency} und verstehen sich ohne Steuern.",
    "term.payment": "Rechnungen sind {days} Tage nach Rechnungsdatum fällig.",
    "term.payment_now": "Rechnungen sind bei Erhalt fällig.",
    "term.renews": (
        "Am Ende der Laufzeit verlängert sich das Abonnement von selbst um {length}, wenn nicht"
        " eine Partei mindestens {days} Tage vor dem Ende der Laufzeit kündigt: bis zum {day}."
    ),
    "term.ends": "Das Abonnement endet mit der Laufzeit; es verlängert sich nicht von selbst.",
    "term.opt_out": "Der Kunde kann das Abonnement innerhalb der Laufzeit mit einer Frist von {days} Tagen beenden.",
    "term.sla": "Es gilt eine gesondert vereinbarte Dienstgüte.",
    "term.used": (
        "Produkte mit dem Vermerk „nach Verbrauch“ werden nach Verbrauch zum Einzelpreis berechnet"
        " und sind nicht Teil des Gesamtbetrags."
    ),
    "term.version": "Es gelten die Vertragsbedingungen, Fassung {version}, wie unten abgedruckt.",
    "term.version_apart": "Es gelten die Vertragsbedingungen, Fassung {version}.",
    "term.existing": "Die Bedingungen des bestehenden Vertrags gelten weiter.",
    "term.valid": "Dieses Angebot kann bis einschließlich {day} angenommen werden.",
    "clauses": "Vertragsbedingungen, Fassung {version}",
    "clauses.language": "Diese Klauseln sind auf Englisch veröffentlicht.",
    "acceptance": "Unterschriften",
    "acceptance.order": (
        "Mit der Unterschrift bestellt der Kunde das in {number} beschriebene Abonnement für die"
        " Laufzeit und zu den Preisen, die oben stehen. Wer unterschreibt, ist dazu befugt."
    ),
    "blank.signature": "Unterschrift",
    "blank.name": "Name und Funktion",
    "blank.date": "Datum",
    "blank.po": "Bestellnummer (falls für die Rechnung nötig)",
    "blank.place": "Ort",
    "intro.insertion_order": (
        "Dieser Einzelauftrag sagt die folgenden Volumina zu den genannten Sätzen zu, unter den"
        " Bedingungen des Vertrags {contract}."
    ),
    "intro.renewal_notice": (
        "Ihr Abonnement unter dem Vertrag {contract} läuft bis zum {last}. Die nächste Laufzeit"
        " beginnt am {first}. Das wird sie kosten, verglichen mit den heutigen Preisen."
    ),
    "notice.automatic": (
        "Der Vertrag verlängert sich von selbst. Wenn Sie das nicht wünschen, kündigen Sie bis"
        " zum {day}."
    ),
    "notice.automatic_any": "Der Vertrag verlängert sich von selbst, wenn nicht rechtzeitig gekündigt wird.",
    "notice.manual": "Der Vertrag verlängert sich nicht von selbst: Das Angebot muss bis zum {day} angenommen werden.",
    "notice.raised": "Der Preis steigt um {percent}.",
    "notice.lowered": "Der Preis sinkt um {percent}.",
    "notice.same": "Der Preis ändert sich nicht.",
    "notice.questions": "Fragen? Schreiben Sie an {email}.",
    "intro.partner_pack": (
        "Die Preise, die Sie für die Verlängerung von {customer}, Vertrag {contract}, zahlen. Sie"
        " gelten nur für Sie; das Papier Ihres Kunden zeigt dessen eigene Preise."
    ),
    "customer_amount": "Das Angebot, das Ihr Kunde sieht: {amount}.",
}  # fmt: skip
