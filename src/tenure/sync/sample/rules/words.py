"""Words from which names are put together, by culture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Parts of names: coined stems and endings, trades, given and family names, streets."""

    stems: tuple[str, ...]
    endings: tuple[str, ...]
    trades: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    blogs: tuple[str, ...]


def _words(*lists: str) -> Words:
    """Split the lists; an underscore stands for a space at the start of an ending."""
    return Words(
        *(tuple(part.strip().replace("_", " ") for part in each.split(",")) for each in lists)
    )


_STEMS = (
    "Ash, Brack, Calder, Dun, Elver, Fen, Garron, Hather, Ister, Jarrow, Kestrel, Lark, Merrin, "
    "Nether, Orrin, Pender, Quill, Raven, Selby, Thorn, Ulver, Vander, Wren, Yarrow, Zeph, "
    "Bramble, Copper, Drift, Ember, Flint"
)
_BLOGS = (
    "Kitchen Notes, Trail Diary, Sketchbook, Bike Repair, Garden Log, Chess Corner, Film Club, "
    "Woodwork, Bird Watch, Maths Tutor, Guitar Lessons, Sourdough, Night Sky, Photo Walks"
)

ENGLISH = _words(
    _STEMS,
    "mere, wick, hollow, stead, combe, ridge, moor, gate, lowe, croft, thorpe, haugh, bury, fold",
    "Logistics, Foods, Analytics, Health, Robotics, Media, Insurance, Energy, Retail, Outfitters, "
    "Publishing, Freight, Laboratories, Software, Learning, Housing, Payments, Water, Games, Tools",
    "Alice, Ben, Chloe, Daniel, Erin, Frank, Grace, Hugo, Isla, Jamal, Karen, Liam, Maya, Noah, "
    "Olivia, Priya, Quinn, Ruth, Sam, Tessa, Umar, Vera, Will, Yasmin",
    "Adler, Barrow, Castle, Denham, Ellery, Farrow, Greaves, Holloway, Ingram, Jessop, Kirby, "
    "Langley, Mercer, Norwood, Okafor, Pratt, Quarles, Ridley, Sutton, Thorne, Underhill, Vance, "
    "Whitlock, Yates",
    "Harbour Street, Mill Lane, Station Road, Orchard Avenue, Foundry Row, Park Terrace",
    _BLOGS,
)
GERMAN = _words(
    "Adel, Brun, Dorn, Eschen, Falken, Grau, Hasel, Ilmen, Kranich, Linden, Moor, Nebel, Otter, "
    "Pappel, Quell, Reiher, Silber, Tannen, Ulmen, Wacholder, Ziegel, Buchen, Erlen, Föhren",
    "bach, feld, hain, brück, mühle, stein, grund, horst, warte, siek, moos, rode",
    "Maschinenbau, Logistik, Lebensmittel, Versicherung, Medizintechnik, Werkzeuge, Verlag, "
    "Energie, Software, Optik, Chemie, Handel, Druck, Bau",
    "Anna, Bernd, Clara, Dieter, Elke, Felix, Greta, Heiko, Ines, Jonas, Katja, Lukas, Marlene, "
    "Nils, Petra, Ralf, Sabine, Tobias, Ute, Volker",
    "Ahrens, Böttcher, Dietz, Ebert, Friese, Gerlach, Hansen, Jäger, Köster, Lindner, Möller, "
    "Naumann, Pohl, Reuter, Sommer, Thiele, Ulrich, Vogt, Winkler, Zander",
    "Hafenstraße, Mühlenweg, Bahnhofstraße, Lindenallee, Gartenweg",
    _BLOGS,
)
FRENCH = _words(
    "Aube, Bruyère, Chêne, Dorval, Écluse, Falaise, Garance, Hêtre, Ivoire, Lavande, Mistral, "
    "Noisette, Ormeau, Pervenche, Rocaille, Saulnier, Tilleul, Valmont, Verger, Genêt",
    "-Nord, -Sud, -Rive, -Mer, -Val, -Pré, -Lac, -Bois, -Mont, -Port",
    "Logistique, Agro, Santé, Assurances, Édition, Énergie, Textiles, Conseil, Mobilité, Optique, "
    "Distribution, Jeux",
    "Agathe, Bruno, Céline, Didier, Élodie, Fabrice, Gaëlle, Henri, Inès, Julien, Léa, Mathieu, "
    "Nadia, Olivier, Pauline, Quentin, Sylvie, Thibault",
    "Aubert, Besson, Collet, Delmas, Evrard, Fabre, Guillot, Hamon, Joubert, Lacroix, Maillard, "
    "Noël, Perrin, Rolland, Savary, Tessier, Vasseur",
    "rue du Moulin, avenue de la Gare, rue des Tanneurs, quai du Port",
    _BLOGS,
)
SPANISH = _words(
    "Alba, Brezo, Cierzo, Duero, Encina, Fresno, Gándara, Hinojo, Jarama, Laurel, Mimbre, Nogal, "
    "Olmo, Pizarra, Roble, Sauce, Tejo, Umbría, Vega, Zarzal",
    "mar, sierra, norte, luz, puerto, valle, piedra, campo, fuente, llano",
    "Logística, Alimentos, Seguros, Energía, Turismo, Editorial, Salud, Textil, Consultores, "
    "Juegos, Transportes",
    "Ainhoa, Bruno, Carmen, Diego, Elena, Fermín, Gloria, Hugo, Irene, Javier, Lucía, Marcos, "
    "Nuria, Óscar, Pilar, Raúl, Sonia, Tomás",
    "Arranz, Bravo, Calvo, Durán, Esteban, Fuentes, Galán, Herrera, Iglesias, Lozano, Marín, "
    "Navarro, Ortega, Prieto, Rojas, Santos, Vidal",
    "calle del Molino, avenida del Puerto, calle Mayor, paseo del Río",
    _BLOGS,
)
BRAZILIAN = _words(
    "Aroeira, Buriti, Caju, Dourado, Embaúba, Figueira, Guará, Ipê, Jatobá, Lapacho, Mangaba, "
    "Onda, Pitanga, Quaresma, Sabiá, Tucano, Umbu, Vereda, Xaxim, Macaúba",
    "sul, norte, mar, serra, rio, campo, luz, vale, ponte, praia",
    "Logística, Alimentos, Seguros, Energia, Saúde, Editora, Varejo, Educação, Pagamentos, "
    "Jogos, Transportes, Agro",
    "Ana, Bruno, Camila, Diego, Eduarda, Felipe, Gabriela, Heitor, Isabela, João, Larissa, "
    "Marcelo, Natália, Otávio, Paula, Renato, Sofia, Thiago",
    "Almeida, Barros, Cardoso, Dias, Esteves, Ferraz, Goulart, Leal, Macedo, Nogueira, Pacheco, "
    "Queiroz, Ramos, Siqueira, Tavares, Viana",
    "rua das Flores, avenida do Porto, rua do Mercado, alameda dos Ipês",
    _BLOGS,
)
JAPANESE = _words(
    "Aoba, Benten, Chidori, Fuyuki, Ginrei, Hoshino, Izumo, Kaede, Komachi, Minato, Nagisa, "
    "Ohara, Sakuragi, Tokiwa, Umikaze, Wakaba, Yamabuki, Asagiri, Hayate, Shirakaba",
    "_Seiki, _Denki, _Kaihatsu, _Sangyo, _Koki, _Sekkei, _Bussan, _Kogyo",
    "Systems, Foods, Logistics, Medical, Publishing, Games, Optics, Chemicals, Education, Marine",
    "Aiko, Daichi, Emi, Fumiko, Genta, Haruka, Isamu, Jun, Kaori, Makoto, Nao, Ren, Sakura, "
    "Takeshi, Yui, Yuto",
    "Aoki, Endo, Fujita, Goto, Hara, Imai, Kondo, Matsuda, Nishida, Ogawa, Sakai, Takagi, Ueda, "
    "Wada, Yokoyama",
    "Aoba-dori, Chuo-dori, Minato-machi, Sakura-machi",
    _BLOGS,
)
INDIAN = _words(
    "Amaltas, Banyan, Chandan, Deodar, Gulmohar, Harsingar, Indus Reed, Jamun, Kadamba, Lotus, "
    "Mogra, Neem, Peepal, Rohini, Sagar, Tulsi, Utsav, Varuna, Champak, Kusum",
    "field, path, bridge, spring, crest, grove, line, point, works, gate",
    "Logistics, Foods, Analytics, Health, Textiles, Media, Energy, Retail, Learning, Payments, "
    "Software, Freight",
    "Aarav, Bhavna, Chetan, Divya, Esha, Farhan, Gauri, Harish, Ishita, Kavya, Lakshmi, Manish, "
    "Nisha, Omkar, Pooja, Rohan, Sneha, Tarun, Usha, Vikram",
    "Agarwal, Bhatt, Chopra, Deshpande, Gokhale, Iyer, Joshi, Kulkarni, Lim, Menon, Nair, Pillai, "
    "Rao, Shetty, Tan, Varma, Wong",
    "Station Road, Lake Road, Temple Street, Market Road",
    _BLOGS,
)
ARABIC = _words(
    "Bayan, Dana, Fajr, Ghadeer, Hilal, Jawhara, Khaleej Reed, Lulua, Marsa, Najma, Qamar, Rimal, "
    "Sadeem, Tiraz, Wadi, Yasmeen, Zafran, Sidra",
    "_Gate, _Bay, _Line, _Crest, _Point, _Harbour, _House",
    "Trading, Logistics, Foods, Energy, Health, Contracting, Retail, Education, Marine",
    "Abdullah, Badria, Dalal, Faisal, Hessa, Khaled, Latifa, Mishal, Noura, Rashid, Salma, Talal, "
    "Yousef, Zainab",
    "Al-Bader, Al-Dosari, Al-Enezi, Al-Fahad, Al-Hamdan, Al-Kandari, Al-Mutawa, Al-Najjar, "
    "Al-Otaibi, Al-Rashed, Al-Salem",
    "Salem Street, Harbour Road, Block 4, Block 9",
    _BLOGS,
)
