"""What a reminder says in each language."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.documents.rules import Language

WORDS: dict[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "subject": "{company}: contract {contract} renews on {day}",
        "dear": "Dear {customer},",
        "renews": "your contract {contract} renews by itself on {day}.",
        "same": "Prices stay as they are.",
        "price": "The next term costs {amount} (offer {number}).",
        "price.before": "The next term costs {amount}; at today's prices it would be {before}"
        " (offer {number}).",
        "paper": "The notice of renewal is attached.",
        "stop": "If you do not want that, tell us by {last}: answer this mail, or write to {whom}.",
        "contact": "your contact here",
        "nothing": "You have to do nothing for it to go on.",
    },
    Language.GERMAN: {
        "subject": "{company}: Der Vertrag {contract} verlängert sich am {day}",
        "dear": "Guten Tag {customer},",
        "renews": "Ihr Vertrag {contract} verlängert sich am {day} von selbst.",
        "same": "Die Preise bleiben, wie sie sind.",
        "price": "Die nächste Laufzeit kostet {amount} (Angebot {number}).",
        "price.before": "Die nächste Laufzeit kostet {amount}; zu heutigen Preisen wären es"
        " {before} (Angebot {number}).",
        "paper": "Die Mitteilung über die Verlängerung liegt bei.",
        "stop": "Wenn Sie das nicht möchten, sagen Sie es uns bis zum {last}: Antworten Sie auf"
        " diese Nachricht, oder schreiben Sie an {whom}.",
        "contact": "Ihre Ansprechperson bei uns",
        "nothing": "Damit der Vertrag weiterläuft, müssen Sie nichts tun.",
    },
    Language.FRENCH: {
        "subject": "{company} : le contrat {contract} est renouvelé le {day}",
        "dear": "Bonjour {customer},",
        "renews": "votre contrat {contract} est reconduit tacitement le {day}.",
        "same": "Les prix restent inchangés.",
        "price": "La prochaine période coûte {amount} (offre {number}).",
        "price.before": "La prochaine période coûte {amount} ; aux prix actuels, ce serait"
        " {before} (offre {number}).",
        "paper": "L'avis de renouvellement est joint.",
        "stop": "Si vous ne le souhaitez pas, dites-le-nous au plus tard le {last} : répondez à"
        " ce message ou écrivez à {whom}.",
        "contact": "votre interlocuteur chez nous",
        "nothing": "Pour que le contrat continue, vous n'avez rien à faire.",
    },
    Language.SPANISH: {
        "subject": "{company}: el contrato {contract} se renueva el {day}",
        "dear": "Estimado cliente {customer}:",
        "renews": "su contrato {contract} se renueva automáticamente el {day}.",
        "same": "Los precios no cambian.",
        "price": "El próximo período cuesta {amount} (oferta {number}).",
        "price.before": "El próximo período cuesta {amount}; a los precios de hoy serían {before}"
        " (oferta {number}).",
        "paper": "Se adjunta el aviso de renovación.",
        "stop": "Si no lo desea, díganoslo a más tardar el {last}: responda a este mensaje o"
        " escriba a {whom}.",
        "contact": "su contacto con nosotros",
        "nothing": "Para que el contrato continúe no tiene que hacer nada.",
    },
    Language.JAPANESE: {
        "subject": "{company}：契約 {contract} は {day} に更新されます",
        "dear": "{customer} 様",
        "renews": "ご契約 {contract} は {day} に自動更新されます。",
        "same": "価格は変わりません。",
        "price": "次の契約期間の料金は {amount} です（見積番号 {number}）。",
        "price.before": "次の契約期間の料金は {amount} です。現在の価格では {before} となります"
        "（見積番号 {number}）。",
        "paper": "更新のお知らせを添付いたします。",
        "stop": "更新を希望されない場合は、{last} までに、このメールへの返信、または {whom}"
        " 宛てにお知らせください。",
        "contact": "弊社担当者",
        "nothing": "契約を継続される場合、お手続きは不要です。",
    },
}
