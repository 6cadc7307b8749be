"""What the papers of offers say in Spanish."""

WORDS = {
    "quote": "Oferta de renovación",
    "order_form": "Formulario de pedido",
    "insertion_order": "Orden de inserción",
    "renewal_notice": "Aviso de renovación",
    "partner_pack": "Oferta para socios",
    "title": "{kind} {number}",
    "for": "para {name}",
    "page": "Página {page} de {pages}",
    "verify": "¿Auténtico y sin cambios? Compruébelo en {address} con el código {code}.",
    "letterless": "Los caracteres que faltan en las fuentes instaladas se imprimen como {square}.",
    "role.Customer": "Cliente",
    "role.Bill to": "Facturar a",
    "role.Reseller": "Revendedor",
    "role.Distributor": "Distribuidor",
    "role.Seller": "Proveedor",
    "attention": "A la atención de {name}",
    "fact.number": "Oferta",
    "fact.version": "Versión",
    "fact.date": "Fecha",
    "fact.valid_until": "Válida hasta",
    "fact.contract": "Contrato",
    "fact.currency": "Moneda",
    "summary.term": "Plazo",
    "summary.total": "Total, {currency}",
    "summary.payment": "Pago",
    "summary.before": "Precios actuales, {currency}",
    "summary.change": "Variación",
    "days_between": "del {first} al {last}",
    "without_taxes": "sin impuestos",
    "same_term": "por el mismo plazo",
    "net_days": "{days} días netos",
    "on_receipt": "al recibirla",
    "after_invoice": "desde la fecha de la factura",
    "lines": "Lo que se pide",
    "offered": "Lo que se ofrece",
    "column.position": "N.º",
    "column.product": "Producto",
    "column.quantity": "Cantidad",
    "column.volume": "Volumen comprometido",
    "column.price": "Precio unitario",
    "column.rate": "Tarifa",
    "column.amount": "Importe ({currency})",
    "column.before": "Hasta ahora ({currency})",
    "column.after": "En adelante ({currency})",
    "column.you_pay": "Usted paga ({currency})",
    "per.month": "por mes",
    "per.year": "por año",
    "per.months": "por cada {length}",
    "as_used": "según consumo",
    "replaces": "sustituye a {product}",
    "total": "Total por {length}, {currency}, sin impuestos",
    "true_up": "Regularización única del uso por encima del contrato, {currency}, fuera del total",
    "terms": "Condiciones",
    "term.term": "El plazo comienza el {first} y termina el {last}, ambos días incluidos: {length}.",
    "term.amounts": "Todos los importes están en {currency} y no incluyen impuestos.",
    "term.payment": "Las facturas vencen {days} días después de la fecha de la factura.",
    "term.payment_now": "Las facturas vencen al recibirse.",
    "term.renews": (
        "Al final del plazo la suscripción se renueva por sí sola por {length}, salvo que una"
        " parte avise a la otra al menos {days} días antes del final del plazo: hasta el {day}."
    ),
    "term.ends": "La suscripción termina con el plazo; no se renueva por sí sola.",
    "term.opt_out": "El cliente puede terminar la suscripción dentro del plazo con un preaviso de {days} días.",
    "term.sla": "Se aplica un nivel de servicio acordado por separado.",
    "term.used": (
        "Los productos marcados «según consumo» se facturan por consumo al precio unitario y no"
        " forman parte del total."
    ),
    "term.version": "Se aplican las condiciones del contrato, versión {version}, impresas más abajo.",
    "term.version_apart": "Se aplican las condiciones del contrato, versión {version}.",
    "term.existing": "Siguen aplicándose las condiciones del contrato vigente.",
    "term.valid": "Esta oferta puede aceptarse hasta el {day}, inclusive.",
    "clauses": "Condiciones del contrato, versión {version}",
    "clauses.language": "Estas cláusulas están publicadas en inglés.",
    "acceptance": "Firmas",
    "acceptance.order": (
        "Con su firma, el cliente pide la suscripción descrita en {number} por el plazo y a los"
        " precios indicados arriba. Quien firma está facultado para ello."
    ),
    "blank.signature": "Firma",
    "blank.name": "Nombre y cargo",
    "blank.date": "Fecha",
    "blank.po": "Número de orden de compra (si la factura lo requiere)",
    "blank.place": "Lugar",
    "intro.insertion_order": (
        "Esta orden de inserción compromete los volúmenes siguientes a las tarifas indicadas,"
        " según las condiciones del contrato {contract}."
    ),
    "intro.renewal_notice": (
        "Su suscripción según el contrato {contract} dura hasta el {last}. El siguiente plazo"
        " comienza el {first}. Esto es lo que costará, comparado con los precios actuales."
    ),
    "notice.automatic": (
        "El contrato se renueva por sí solo. Si no lo desea, avise a más tardar el {day}."
    ),
    "notice.automatic_any": "El contrato se renueva por sí solo, salvo aviso dado a tiempo.",
    "notice.manual": "El contrato no se renueva por sí solo: la oferta debe aceptarse a más tardar el {day}.",
    "notice.raised": "El precio sube un {percent}.",
    "notice.lowered": "El precio baja un {percent}.",
    "notice.same": "El precio no cambia.",
    "notice.questions": "¿Preguntas? Escriba a {email}.",
    "intro.partner_pack": (
        "Los precios que usted paga por la renovación de {customer}, contrato {contract}. Son solo"
        " para usted; el documento de su cliente muestra los precios del cliente."
    ),
    "customer_amount": "La oferta que ve su cliente: {amount}.",
}  # fmt: skip
