"""What every column of the data files is, in English and French: written once, for all of them.

The short names are the columns' names in the CSV files. The workbook says the labels in place of
them, in the language of its report, in the same order. All of it is staff's own words to the leak
gate: somebody called Mark does not block a file with a column of that name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from engage.reports.rules import Topic

TEXT: Final = ("text", "texte")
DAY: Final = ("date (YYYY-MM-DD)", "date (AAAA-MM-JJ)")
WHOLE: Final = ("whole number", "nombre entier")
ANY: Final = ("any text", "tout texte")


@dataclass(frozen=True)
class Column:
    """Everything but the name as a pair: English, French."""

    name: str
    label: tuple[str, str]
    kind: tuple[str, str]
    meaning: tuple[str, str]
    values: tuple[str, str]
    width: int = 20


COMMENTS: Final = (
    Column(
        "comment",
        ("Comment", "Commentaire"),
        TEXT,
        (
            "The words of one published comment. A comment of answers alone says so. The order of"
            " the rows tells nothing about when they were sent or by whom. In CSV files, an"
            " apostrophe that the author did not write stands before text that a spreadsheet"
            " program could take for a formula.",
            "Les mots d'un commentaire publié. S'il ne comporte que des réponses, c'est indiqué."
            " L'ordre des lignes n'indique ni quand les commentaires ont été envoyés, ni par qui."
            " Dans les fichiers CSV, une apostrophe que l'auteur n'a pas écrite précède un texte"
            " qu'un tableur pourrait prendre pour une formule.",
        ),
        ANY,
        100,
    ),
    Column(
        "topic",
        ("Topic key", "Clé du sujet"),
        TEXT,
        (
            "The topic that the comment is on, by the key that it has in every file and release.",
            "Le sujet du commentaire, selon la clé qu'il porte dans tous les fichiers et toutes les"
            " versions.",
        ),
        ("one of the topics", "un des sujets"),
    ),
    Column(
        "topic_title",
        ("Topic", "Sujet"),
        TEXT,
        ("The topic's title.", "Le titre du sujet."),
        ANY,
        36,
    ),
    Column(
        "period",
        ("Period", "Période"),
        TEXT,
        (
            "Whole weeks in which the comment was received, in words. Weeks are joined until each"
            " period holds enough published comments that no one's timing is told.",
            "Les semaines entières de la réception du commentaire, en mots. Des semaines sont"
            " réunies jusqu'à ce que chaque période contienne assez de commentaires publiés pour ne"
            " révéler le moment de personne.",
        ),
        ANY,
        28,
    ),
    Column(
        "period_start",
        ("Period starts", "Début de la période"),
        DAY,
        (
            "The Monday on which the period begins. Empty where all comments share one period.",
            "Le lundi où commence la période. Vide si tous les commentaires partagent une seule"
            " période.",
        ),
        ("a Monday, or empty", "un lundi, ou vide"),
        16,
    ),
    Column(
        "period_end",
        ("Period ends", "Fin de la période"),
        DAY,
        (
            "The Sunday on which the period ends. Empty where all comments share one period.",
            "Le dimanche où finit la période. Vide si tous les commentaires partagent une seule"
            " période.",
        ),
        ("a Sunday, or empty", "un dimanche, ou vide"),
        16,
    ),
)

COUNTS: Final = (
    Column(
        "table_title",
        ("Table", "Tableau"),
        TEXT,
        ("The table that the figure stands in.", "Le tableau où figure le nombre."),
        ANY,
        48,
    ),
    Column(
        "row_title",
        ("Row", "Ligne"),
        TEXT,
        ("The row of the table.", "La ligne du tableau."),
        ANY,
        48,
    ),
    Column(
        "column_title",
        ("Column", "Colonne"),
        TEXT,
        ("What was counted.", "Ce qui a été compté."),
        ANY,
        18,
    ),
    Column(
        "number",
        ("Number", "Nombre"),
        WHOLE,
        (
            "The count. 0 means none. Empty means that the count may not be told: 'mark' says how"
            " far it may. An empty cell is never a zero.",
            "Le nombre. 0 signifie aucun. Vide signifie que le nombre ne peut pas être donné :"
            " « mark » indique jusqu'où il peut l'être. Une cellule vide n'est jamais un zéro.",
        ),
        ("0 or more, or empty", "0 ou plus, ou vide"),
        12,
    ),
    Column(
        "mark",
        ("Instead of a number", "Au lieu d'un nombre"),
        TEXT,
        (
            "What stands in place of a number, to protect the people behind small counts. 'fewer"
            " than 10' is a count from 0 to 9. 'not shown' may be any number: it is left out"
            " because a small count could be worked out from it. Neither may be read as zero or"
            " added up.",
            "Ce qui remplace un nombre, afin de protéger les personnes derrière de petits nombres."
            " « moins de 10 » est un nombre de 0 à 9. « non indiqué » peut être n'importe quel"
            " nombre : il est omis parce qu'un petit nombre pourrait en être déduit. Ni l'un ni"
            " l'autre ne se lit comme zéro ni ne s'additionne.",
        ),
        (
            "empty beside a number; fewer than 10 (or the report's other threshold); not shown",
            "vide à côté d'un nombre ; moins de 10 (ou l'autre seuil du rapport) ; non indiqué",
        ),
        22,
    ),
    Column(
        "fewer_than",
        ("Fewer than", "Moins de"),
        WHOLE,
        (
            "Where 'mark' gives a bound: the bound, for programs. The count is below it.",
            "Si « mark » donne une limite : la limite, pour les programmes. Le nombre lui est"
            " inférieur.",
        ),
        ("a threshold, or empty", "un seuil, ou vide"),
        12,
    ),
    Column(
        "section",
        ("Part of the report", "Partie du rapport"),
        TEXT,
        ("The part of the report it stands in.", "La partie du rapport où il figure."),
        ("participation, themes, answers, campaigns, moderation",) * 2,
        18,
    ),
    Column(
        "table",
        ("Table key", "Clé du tableau"),
        TEXT,
        (
            "The table, by a key that is the same in every language and release.",
            "Le tableau, selon une clé identique dans toutes les langues et versions.",
        ),
        ANY,
        18,
    ),
    Column(
        "row",
        ("Row key", "Clé de la ligne"),
        TEXT,
        (
            "The row, by its key. Keys joined by + are rows that were put together so that no small"
            " count is told; 'total' is the sum of the rows above.",
            "La ligne, selon sa clé. Des clés jointes par + sont des lignes réunies pour ne donner"
            " aucun petit nombre ; « total » est la somme des lignes précédentes.",
        ),
        ANY,
        24,
    ),
    Column(
        "column",
        ("Column key", "Clé de la colonne"),
        TEXT,
        ("The column, by its key.", "La colonne, selon sa clé."),
        ANY,
        18,
    ),
)

DICTIONARY: Final = (
    Column(
        "column",
        ("Column", "Colonne"),
        TEXT,
        ("The column's name in the CSV files.", "Le nom de la colonne dans les fichiers CSV."),
        ANY,
        16,
    ),
    Column(
        "file",
        ("File", "Fichier"),
        TEXT,
        (
            "The file that has the column; in the workbook, the sheet.",
            "Le fichier qui a la colonne ; dans le classeur, la feuille.",
        ),
        ("comments, counts, data-dictionary",) * 2,
        16,
    ),
    Column(
        "label_en",
        ("English label", "Libellé anglais"),
        TEXT,
        (
            "What the column is called in the workbook of an English report.",
            "Le nom de la colonne dans le classeur d'un rapport anglais.",
        ),
        ANY,
        22,
    ),
    Column(
        "label_fr",
        ("French label", "Libellé français"),
        TEXT,
        (
            "What the column is called in the workbook of a French report.",
            "Le nom de la colonne dans le classeur d'un rapport français.",
        ),
        ANY,
        22,
    ),
    Column(
        "type_en",
        ("Type", "Type (anglais)"),
        TEXT,
        ("What kind of value stands in it, in English.", "Le genre de valeur, en anglais."),
        ("text, whole number, date",) * 2,
        20,
    ),
    Column(
        "type_fr",
        ("Type (French)", "Type"),
        TEXT,
        ("The same in French.", "La même chose en français."),
        ("texte, nombre entier, date",) * 2,
        20,
    ),
    Column(
        "meaning_en",
        ("Meaning", "Sens (anglais)"),
        TEXT,
        ("What it means, in English.", "Ce que cela veut dire, en anglais."),
        ANY,
        60,
    ),
    Column(
        "meaning_fr",
        ("Meaning (French)", "Sens"),
        TEXT,
        ("The same in French.", "La même chose en français."),
        ANY,
        60,
    ),
    Column(
        "values_en",
        ("Values", "Valeurs (anglais)"),
        TEXT,
        ("Which values can stand in it, in English.", "Les valeurs possibles, en anglais."),
        ANY,
        30,
    ),
    Column(
        "values_fr",
        ("Values (French)", "Valeurs"),
        TEXT,
        ("The same in French.", "La même chose en français."),
        ANY,
        30,
    ),
)

FILES: Final = (("comments", COMMENTS), ("counts", COUNTS), ("data-dictionary", DICTIONARY))


def names(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def labels(columns: Sequence[Column], language: str) -> tuple[str, ...]:
    return tuple(column.label[language == "fr"] for column in columns)


def told(topics: Sequence[Topic]) -> Iterator[tuple[str, ...]]:
    """The dictionary's rows, one for each column of each file."""
    for file, columns in FILES:
        for column in columns:
            one = _with_topics(column, topics) if column.name == "topic" else column
            yield (one.name, file, *one.label, *one.kind, *one.meaning, *one.values)


def _with_topics(column: Column, topics: Sequence[Topic]) -> Column:
    listed = ", ".join(topic.slug for topic in topics)
    return replace(column, values=(listed, listed)) if listed else column


def everything() -> Iterator[str]:
    """Every word of the dictionary but the topics."""
    for row in told(()):
        yield from row
