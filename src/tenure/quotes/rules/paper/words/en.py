"""What the papers of offers say in English."""

WORDS = {
    "quote": "Renewal quote",
    "order_form": "Order form",
    "insertion_order": "Insertion order",
    "renewal_notice": "Notice of renewal",
    "partner_pack": "Partner quote",
    "title": "{kind} {number}",
    "for": "for {name}",
    "page": "Page {page} of {pages}",
    "verify": "Genuine and unaltered? Check at {address} with the code {code}.",
    "letterless": "Characters that the installed fonts lack are printed as {square}.",
    "role.Customer": "Customer",
    "role.Bill to": "Bill to",
    "role.Reseller": "Reseller",
    "role.Distributor": "Distributor",
    "role.Seller": "Seller",
    "attention": "Attention: {name}",
    "fact.number": "Quote",
    "fact.version": "Version",
    "fact.date": "Date",
    "fact.valid_until": "Valid until",
    "fact.contract": "Contract",
    "fact.currency": "Currency",
    "summary.term": "Term",
    "summary.total": "Total, {currency}",
    "summary.payment": "Payment",
    "summary.before": "Today's prices, {currency}",
    "summary.change": "Change",
    "days_between": "{first} to {last}",
    "without_taxes": "without taxes",
    "same_term": "for the same term",
    "net_days": "{days} days net",
    "on_receipt": "on receipt",
    "after_invoice": "from the date of the invoice",
    "lines": "What is ordered",
    "offered": "What is offered",
    "column.position": "No.",
    "column.product": "Product",
    "column.quantity": "Quantity",
    "column.volume": "Committed volume",
    "column.price": "Unit price",
    "column.rate": "Rate",
    "column.amount": "Amount ({currency})",
    "column.before": "Until now ({currency})",
    "column.after": "From then on ({currency})",
    "column.you_pay": "You pay ({currency})",
    "per.month": "per month",
    "per.year": "per year",
    "per.months": "per {length}",
    "as_used": "as used",
    "replaces": "takes the place of {product}",
    "total": "Total for {length}, {currency}, without taxes",
    "true_up": "True-up for use above the contract, once, {currency}, not in the total",
    "terms": "Terms",
    "term.term": "The term begins on {first} and ends on {last}, both days included: {length}.",
    "term.amounts": "All amounts are in {currency} and exclude taxes.",
    "term.payment": "Invoices are due {days} days after the date of the invoice.",
    "term.payment_now": "Invoices are due on receipt.",
    "term.renews": (
        "At the end of the term the subscription renews by itself for {length}, unless one party"
        " gives the other notice at least {days} days before the end of the term: by {day}."
    ),
    "term.ends": "The subscription ends with the term; it does not renew by itself.",
    "term.opt_out": "The customer may end the subscription inside the term with {days} days' notice.",
    "term.sla": "A separately agreed service level applies.",
    "term.used": (
        "Products marked “as used” are billed by consumption at the unit price and are not part of"
        " the total."
    ),
    "term.version": "The terms of the contract apply, version {version}, as printed below.",
    "term.version_apart": "The terms of the contract apply, version {version}.",
    "term.existing": "The terms of the existing contract continue to apply.",
    "term.valid": "This offer can be accepted until {day}, inclusive.",
    "clauses": "Terms of the contract, version {version}",
    "clauses.language": "These clauses are published in English.",
    "acceptance": "Signatures",
    "acceptance.order": (
        "By signing, the customer orders the subscription described in {number} for the term and"
        " at the prices stated above. Whoever signs is authorised to do so."
    ),
    "blank.signature": "Signature",
    "blank.name": "Name and title",
    "blank.date": "Date",
    "blank.po": "Purchase order number (if required for invoicing)",
    "blank.place": "Place",
    "intro.insertion_order": (
        "This insertion order commits the volumes below at the rates stated, under the terms of"
        " contract {contract}."
    ),
    "intro.renewal_notice": (
        "Your subscription under contract {contract} runs until {last}. The next term begins on"
        " {first}. This is what it will cost, compared with today's prices."
    ),
    "notice.automatic": (
        "The contract renews by itself. If you do not want that, give notice by {day}."
    ),
    "notice.automatic_any": "The contract renews by itself unless notice is given in time.",
    "notice.manual": "The contract does not renew by itself: the offer has to be accepted by {day}.",
    "notice.raised": "The price rises by {percent}.",
    "notice.lowered": "The price falls by {percent}.",
    "notice.same": "The price does not change.",
    "notice.questions": "Questions? Write to {email}.",
    "intro.partner_pack": (
        "The prices that you pay for the renewal of {customer}, contract {contract}. They are for"
        " you alone; your customer's paper shows the customer's own prices."
    ),
    "customer_amount": "The quote that your customer sees: {amount}.",
}  # fmt: skip
