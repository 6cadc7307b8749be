"""The texts of the mails about an offer: the first line is the subject, the rest the mail."""

from __future__ import annotations

from collections.abc import Mapping

OFFER: Mapping[str, str] = {
    "en": """\
Your renewal offer {number} from {company}

Dear {name},

here is our offer for the renewal of {customer}'s subscription:

  {number}, {amount} without taxes
  {start} to {end}

Read it, ask, and accept or decline it on this page; no account is needed:

  {link}

The link is for you and works until {valid}.

{sender}
{company}
""",
    "de": """\
Ihr Verlängerungsangebot {number} von {company}

Guten Tag {name},

hier ist unser Angebot zur Verlängerung für {customer}:

  {number}, {amount} ohne Steuern
  {start} bis {end}

Auf dieser Seite können Sie es lesen, Fragen stellen, annehmen oder ablehnen, ohne
Konto:

  {link}

Der Link ist für Sie bestimmt und gilt bis {valid}.

{sender}
{company}
""",
    "fr": """\
Votre offre de renouvellement {number} de {company}

Bonjour {name},

voici notre offre de renouvellement pour {customer} :

  {number}, {amount} hors taxes
  du {start} au {end}

Sur cette page, sans compte, vous pouvez la lire, poser vos questions, l'accepter ou la
refuser :

  {link}

Ce lien vous est destiné et reste valable jusqu'au {valid}.

{sender}
{company}
""",
    "es": """\
Su oferta de renovación {number} de {company}

Hola, {name}:

esta es nuestra oferta de renovación para {customer}:

  {number}, {amount} sin impuestos
  del {start} al {end}

En esta página, sin necesidad de cuenta, puede leerla, preguntar, aceptarla o
rechazarla:

  {link}

El enlace es para usted y funciona hasta el {valid}.

{sender}
{company}
""",
    "ja": """\
{company} 更新のお見積り {number}

{name} 様

{customer} のご契約更新のお見積りをお送りいたします。

  {number}、{amount}(税抜)
  期間:{start} ~ {end}

下記のページで内容のご確認、ご質問、ご承諾またはお断りができます。アカウントは不要です。

  {link}

このリンクは {valid} まで有効です。

{sender}
{company}
""",
}

ANSWER: Mapping[str, str] = {
    "en": """\
Answer to your question about {number}

Dear {name},

you asked:

{question}

Our answer:

{note}

The offer, with all questions and answers:

  {link}

{sender}
{company}
""",
    "de": """\
Antwort auf Ihre Frage zu {number}

Guten Tag {name},

Sie haben gefragt:

{question}

Unsere Antwort:

{note}

Das Angebot mit allen Fragen und Antworten:

  {link}

{sender}
{company}
""",
    "fr": """\
Réponse à votre question sur {number}

Bonjour {name},

vous avez demandé :

{question}

Notre réponse :

{note}

L'offre, avec toutes les questions et réponses :

  {link}

{sender}
{company}
""",
    "es": """\
Respuesta a su pregunta sobre {number}

Hola, {name}:

usted preguntó:

{question}

Nuestra respuesta:

{note}

La oferta, con todas las preguntas y respuestas:

  {link}

{sender}
{company}
""",
    "ja": """\
{number} についてのご質問への回答

{name} 様

ご質問:

{question}

回答:

{note}

お見積りとご質問・回答の一覧:

  {link}

{sender}
{company}
""",
}

RECEIPT: Mapping[str, str] = {
    "en": """\
You accepted {number}

Dear {name},

thank you. {number} was accepted: {amount} without taxes, {start} to {end}.
{note}
Your receipt:

  {link}

{sender}
{company}
""",
    "de": """\
Sie haben {number} angenommen

Guten Tag {name},

vielen Dank. {number} wurde angenommen: {amount} ohne Steuern, {start} bis {end}.
{note}
Ihre Bestätigung:

  {link}

{sender}
{company}
""",
    "fr": """\
Vous avez accepté {number}

Bonjour {name},

merci. {number} a été acceptée : {amount} hors taxes, du {start} au {end}.
{note}
Votre confirmation :

  {link}

{sender}
{company}
""",
    "es": """\
Ha aceptado {number}

Hola, {name}:

gracias. {number} ha sido aceptada: {amount} sin impuestos, del {start} al {end}.
{note}
Su confirmación:

  {link}

{sender}
{company}
""",
    "ja": """\
{number} をご承諾いただきました

{name} 様

ありがとうございます。{number} をご承諾いただきました:{amount}(税抜)、{start} ~ {end}。
{note}
控え:

  {link}

{sender}
{company}
""",
}

NEWS: Mapping[str, str] = {
    "en": """\
{customer}: {question} ({number})

{question}: {number} for {customer}, {amount}.

{note}

At the desk:

  {link}
""",
}
