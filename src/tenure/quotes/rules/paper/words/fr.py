"""What the papers of offers say in French."""

WORDS = {
    "quote": "Devis de renouvellement",
    "order_form": "Bon de commande",
    "insertion_order": "Ordre d’insertion",
    "renewal_notice": "Avis de renouvellement",
    "partner_pack": "Devis partenaire",
    "title": "{kind} {number}",
    "for": "pour {name}",
    "page": "Page {page} sur {pages}",
    "verify": "Authentique et inchangé ? Vérifiez à l’adresse {address} avec le code {code}.",
    "letterless": "Les caractères absents des polices installées sont imprimés {square}.",
    "role.Customer": "Client",
    "role.Bill to": "Facturer à",
    "role.Reseller": "Revendeur",
    "role.Distributor": "Distributeur",
    "role.Seller": "Fournisseur",
    "attention": "À l’attention de {name}",
    "fact.number": "Devis",
    "fact.version": "Version",
    "fact.date": "Date",
    "fact.valid_until": "Valable jusqu’au",
    "fact.contract": "Contrat",
    "fact.currency": "Devise",
    "summary.term": "Durée",
    "summary.total": "Total, {currency}",
    "summary.payment": "Paiement",
    "summary.before": "Prix actuels, {currency}",
    "summary.change": "Variation",
    "days_between": "du {first} au {last}",
    "without_taxes": "hors taxes",
    "same_term": "pour la même durée",
    "net_days": "{days} jours nets",
    "on_receipt": "à réception",
    "after_invoice": "à compter de la date de facture",
    "lines": "Prestations commandées",
    "offered": "Prestations proposées",
    "column.position": "N°",
    "column.product": "Produit",
    "column.quantity": "Quantité",
    "column.volume": "Volume engagé",
    "column.price": "Prix unitaire",
    "column.rate": "Tarif",
    "column.amount": "Montant ({currency})",
    "column.before": "Jusqu’ici ({currency})",
    "column.after": "Désormais ({currency})",
    "column.you_pay": "Vous payez ({currency})",
    "per.month": "par mois",
    "per.year": "par an",
    "per.months": "par période de {length}",
    "as_used": "à l’usage",
    "replaces": "remplace {product}",
    "total": "Total pour {length}, {currency}, hors taxes",
    "true_up": "Régularisation unique de l’usage au-delà du contrat, {currency}, hors total",
    "terms": "Conditions",
    "term.term": "La durée commence le {first} et se termine le {last}, ces deux jours inclus : {length}.",
    "term.amounts": "Tous les montants sont en {currency} et s’entendent hors taxes.",
    "term.payment": "Les factures sont payables {days} jours après la date de facture.",
    "term.payment_now": "Les factures sont payables à réception.",
    "term.renews": (
        "À la fin de la durée, l’abonnement se renouvelle de lui-même pour {length}, sauf si une"
        " partie donne congé à l’autre au moins {days} jours avant la fin de la durée : au plus"
        " tard le {day}."
    ),
    "term.ends": "L’abonnement prend fin avec la durée ; il ne se renouvelle pas de lui-même.",
    "term.opt_out": "Le client peut mettre fin à l’abonnement en cours de durée avec un préavis de {days} jours.",
    "term.sla": "Un niveau de service convenu séparément s’applique.",
    "term.used": (
        "Les produits marqués « à l’usage » sont facturés selon la consommation au prix unitaire"
        " et ne font pas partie du total."
    ),
    "term.version": "Les conditions du contrat s’appliquent, version {version}, telles qu’imprimées ci-dessous.",
    "term.version_apart": "Les conditions du contrat s’appliquent, version {version}.",
    "term.existing": "Les conditions du contrat en cours restent applicables.",
    "term.valid": "Cette offre peut être acceptée jusqu’au {day} inclus.",
    "clauses": "Conditions du contrat, version {version}",
    "clauses.language": "Ces clauses sont publiées en anglais.",
    "acceptance": "Signatures",
    "acceptance.order": (
        "En signant, le client commande l’abonnement décrit dans {number} pour la durée et aux"
        " prix indiqués ci-dessus. Le signataire y est habilité."
    ),
    "blank.signature": "Signature",
    "blank.name": "Nom et fonction",
    "blank.date": "Date",
    "blank.po": "Numéro de bon de commande (si requis pour la facturation)",
    "blank.place": "Lieu",
    "intro.insertion_order": (
        "Cet ordre d’insertion engage les volumes ci-dessous aux tarifs indiqués, aux conditions"
        " du contrat {contract}."
    ),
    "intro.renewal_notice": (
        "Votre abonnement au titre du contrat {contract} court jusqu’au {last}. La durée suivante"
        " commence le {first}. Voici ce qu’elle coûtera, comparé aux prix actuels."
    ),
    "notice.automatic": (
        "Le contrat se renouvelle de lui-même. Si vous ne le souhaitez pas, donnez congé au plus"
        " tard le {day}."
    ),
    "notice.automatic_any": "Le contrat se renouvelle de lui-même, sauf congé donné à temps.",
    "notice.manual": "Le contrat ne se renouvelle pas de lui-même : l’offre doit être acceptée au plus tard le {day}.",
    "notice.raised": "Le prix augmente de {percent}.",
    "notice.lowered": "Le prix baisse de {percent}.",
    "notice.same": "Le prix ne change pas.",
    "notice.questions": "Des questions ? Écrivez à {email}.",
    "intro.partner_pack": (
        "Les prix que vous payez pour le renouvellement de {customer}, contrat {contract}. Ils ne"
        " valent que pour vous ; le document de votre client indique ses propres prix."
    ),
    "customer_amount": "Le devis que voit votre client : {amount}.",
}  # fmt: skip
