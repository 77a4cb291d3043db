"""What the pages of a report say in French, beside its tables and its method."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "page.report": "Rapport",
        "page.interim": "Rapport d'étape",
        "page.heard": "Ce que nous avons entendu",
        "page.heard_so_far": "Ce que nous avons entendu jusqu'ici",
        "page.of": "Page {page} sur {pages}",
        "page.ministry": "Ministère",
        "page.opened": "Ouverture",
        "page.closed": "Clôture",
        "page.closes": "Clôture prévue",
        "page.takes_in": "Portée",
        "page.up_to": "commentaires reçus jusqu'à la fin de {moment}",
        "page.contact": "Pour nous joindre",
        "page.contents": "Table des matières",
        "page.summary": "Résumé",
        "page.asked": "Les questions posées, et pourquoi",
        "page.took_part": "La participation",
        "page.said": "Ce que les gens ont dit",
        "page.answered": "Les réponses aux questions à choix",
        "page.letters": "Lettres envoyées par de nombreuses personnes",
        "page.moderated": "Ce qui n'a pas été publié",
        "page.done": "Ce qui a été fait, et la suite",
        "page.made": "Comment ce rapport a été préparé",
        "page.about": "À propos de ce rapport",
        "summary.received": "commentaires reçus",
        "summary.published": "commentaires publiés",
        "summary.not_published": "commentaires non publiés",
        "summary.open_from": "La consultation s'est tenue du {opened} au {closed}.",
        "summary.opened_on": "La consultation a commencé le {opened}.",
        "summary.spoke_of": "Ce dont les gens ont le plus parlé",
        "summary.nobody": "Aucun commentaire n'a été publié ; ce rapport n'en cite donc aucun.",
        "summary.where": "Tous les commentaires publiés se trouvent, sans nom et mot pour mot, dans les"
        " fichiers de données qui accompagnent ce rapport.",
        "summary.done": "Ce qui en a été fait",
        "asked.topics": "Les sujets",
        "asked.no_about": "La consultation ne donnait pas d'autre contexte que le résumé de ce rapport.",
        "asked.no_topics": "Cette consultation ne comportait aucun sujet.",
        "took_part.intro": "Combien de commentaires sont arrivés, quand et par quels moyens. Un"
        " commentaire compte comme reçu même s'il n'a pas été publié.",
        "took_part.too_few": "Trop peu de commentaires ont été reçus pour les présenter par"
        " période ou par moyen de participation : de petits nombres pourraient désigner"
        " quelqu'un.",
        "said.intro": "Le personnel a lu les commentaires et noté les thèmes dont chacun parle.",
        "said.figures": "Les nombres comptent les commentaires publiés ; un même commentaire peut parler de plusieurs thèmes.",
        "said.themes_alone": "Aucune citation n'a été approuvée pour ce rapport. Les commentaires se"
        " trouvent, mot pour mot, dans les fichiers de données.",
        "said.quotations_alone": "Les citations ci-dessous ont été choisies par le personnel et figurent"
        " sous le sujet qu'elles concernent. Les commentaires n'ont pas été classés par thème.",
        "said.neither": "Les commentaires n'ont pas été classés par thème, et aucune citation n'a été"
        " approuvée pour ce rapport. Pour lire ce que les gens ont écrit, ouvrez les fichiers de"
        " données : ils contiennent chaque commentaire publié, avec son sujet et sa période.",
        "said.nothing": "Aucun commentaire n'a été publié ; il n'y a donc rien à citer.",
        "said.count": "{count} commentaires publiés en parlent",
        "said.count_none": "Aucun commentaire publié n'en parle",
        "said.count_few": "Moins de {threshold} commentaires publiés en parlent",
        "said.count_hidden": "Le nombre de commentaires qui en parlent n'est pas indiqué",
        "said.others": "Autres citations, par sujet",
        "answered.intro": "Voici les réponses aux questions qui accompagnaient le formulaire de"
        " commentaire. Les nombres comptent les commentaires publiés.",
        "letters.intro": "De nombreuses personnes peuvent envoyer une même lettre. Chaque exemplaire"
        " compte comme un commentaire ; le texte ci-dessous est ce que les exemplaires ont en commun.",
        "letters.one": "Lettre {number}",
        "letters.count": "{count} commentaires publiés suivent cette lettre",
        "letters.count_hidden": "Le nombre de commentaires qui suivent cette lettre n'est pas indiqué",
        "moderated.intro": "Un modérateur a lu chaque commentaire avant sa publication. Les commentaires"
        " non publiés sont comptés ici ; leur texte ne figure pas dans ce rapport.",
        "moderated.none": "Les commentaires non publiés, ou ceux refusés pour une même raison, sont trop peu"
        " nombreux pour que les raisons soient indiquées ici.",
        "moderated.all": "Tous les commentaires reçus ont été publiés.",
        "done.intro": "Voici ce que le ministère a publié au sujet des résultats.",
        "done.nothing_final": "Le ministère n'a pas encore publié ce qu'il a fait de ce que les"
        " gens ont dit. Il le fera savoir sur la page de cette consultation, à côté de ce"
        " rapport.",
        "done.nothing_interim": "La consultation est encore en cours. Après la clôture, sa page"
        " dira ce que le ministère fait de ce que les gens ont dit.",
        "made.fingerprint": "Empreinte du contenu",
        "made.fingerprint_words": "SHA-256 du contenu de ce rapport",
        "about.files": "Fichiers",
        "about.files_words": "Ce rapport est publié sous forme de page Web, de PDF et de document. Tous"
        " les commentaires publiés et tous les tableaux se trouvent dans des fichiers de données, pour"
        " tableurs et programmes.",
        "about.use": "Utilisation de ce rapport",
        "about.use_words": "© Province de la Colombie-Britannique. Si vous citez ce rapport,"
        " veuillez en indiquer le titre et la source ({ministry}). Les citations et les"
        " commentaires sont les mots des personnes qui ont participé ; ils n'engagent pas la"
        " Province, et leur exactitude n'a pas été vérifiée.",
        "about.contact_words": "Questions au sujet de ce rapport : {contact}",
        "about.no_contact": "Pour toute question au sujet de ce rapport, adressez-vous à {ministry}.",
        "about.land": "Nous reconnaissons les territoires des Premières Nations de la"
        " Colombie-Britannique et sommes reconnaissants de pouvoir travailler sur ces terres.",
        "about.publisher": "Publié par le gouvernement de la Colombie-Britannique, {ministry}.",
        "table.figures": "Les mêmes nombres dans un tableau",
        "chart.bars": "Diagramme à barres horizontales, {rows} barres, une pour chaque ligne du tableau.",
        "chart.columns": "Diagramme à colonnes, {rows} colonnes, de la première à la dernière.",
        "chart.series": "Chacune a une barre pour {series}.",
        "chart.most": "Le nombre le plus élevé est celui de « {label} », avec {figure}.",
        "chart.untold": "{count} sont dessinées sans longueur, car elles ne sont pas indiquées.",
        "chart.table": "Le tableau qui suit donne tous les nombres.",
        "chart.key_few": "Hachures : un petit nombre qui n'est pas donné. Leur longueur n'indique rien.",
        "chart.key_hidden": "Non indiqué : aucune barre n'est dessinée.",
        "chart.periods": "Les semaines calmes sont réunies ; la durée des périodes peut donc varier.",
        "pdf.cannot_show": "[caractères que ce fichier ne peut pas afficher : {count}]",
    }
)
