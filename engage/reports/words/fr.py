"""What a report says in French."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": "aucun",
        "few": "moins de {threshold}",
        "not_shown": "non indiqué",
        "pacific": "heure du Pacifique",
        "period": "du {first} au {last}",
        "or": "ou",
        "and": "et",
        "whole_time": "Toute la durée",
        "week_of": "la semaine {period}",
        "answers_only": "Réponses seulement",
        "no_longer_offered": "plus proposée",
        "outcome.caption": "Ce que sont devenus les commentaires",
        "outcome.first": "Commentaires",
        "outcome.note": "Non publiés : refusés par un modérateur, retirés par leur auteur ou encore"
        " en attente.",
        "all": "La totalité",
        "a_part": "Une partie",
        "nearly_all": "La quasi-totalité",
        "a_small_part": "Une petite partie",
        "about_percent": "Environ {percent} pour cent",
        "number": "Nombre",
        "received": "Reçus",
        "published": "Publiés",
        "not_published": "Non publiés",
        "total": "Total",
        "channel.web": "Ce site Web",
        "channel.email": "Courriel",
        "channel.wordpress": "Le site Web du ministère",
        "channel.paper": "Courrier ou formulaire papier",
        "channel.phone": "Téléphone",
        "channel.in_person": "En personne",
        "channel.social": "Médias sociaux",
        "channel.import": "Repris d'une consultation antérieure",
        "other_ways": "Tous les autres moyens réunis",
        "reason.third_party_information": "Renseignements sur une autre personne",
        "reason.own_contact_details": "Coordonnées de l'auteur",
        "reason.profanity": "Langage grossier",
        "reason.threat": "Menace",
        "reason.harassment": "Harcèlement ou haine",
        "reason.unsupported_accusation": "Accusation sans fondement",
        "reason.rights_infringement": "Droits d'autrui",
        "reason.advertising": "Publicité",
        "reason.unsafe_links": "Liens dangereux ou trop nombreux",
        "reason.spam": "Pourriel ou répétition",
        "reason.off_topic": "Loin du sujet",
        "reason.before_the_courts": "Affaire devant les tribunaux",
        "reason.media_inquiry": "Demande d'un média, transmise",
        "reason.imported": "Non publié dans la consultation antérieure",
        "other_reasons": "Chacune des autres raisons",
        "each_reason": "Chacune des raisons",
        "comments": "Commentaires",
        "way": "Moyen",
        "time": "Période",
        "periods.both": "Quand les gens ont écrit",
        "periods.published": "Quand les commentaires publiés ont été écrits",
        "periods.longer": "Reçus et publiés, par périodes plus longues",
        "channels.both": "Comment les gens ont participé",
        "channels.published": "Par quels moyens sont venus les commentaires publiés",
        "reasons.caption": "Pourquoi des commentaires ont été refusés",
        "reasons.first": "Raison",
        "reasons.note": "Un commentaire peut être refusé pour plusieurs raisons. Les commentaires"
        " retirés ou en attente ne sont pas comptés ici.",
        "letters.caption": "Lettres envoyées par plusieurs personnes",
        "letters.following": "Commentaires qui suivent une lettre envoyée aussi par d'autres",
        "letters.letters": "Nombre de lettres",
        "letters.different": "Commentaires différents, chaque lettre étant comptée une fois",
        "letters.note": "Seuls les commentaires publiés sont regroupés. Chacun compte comme un commentaire.",
        "answers.of_topic": "{topic} : {caption}",
        "answers.first": "Réponse",
        "answers.none_given": "Sans réponse",
        "answers.answered": "Ont donné au moins une réponse",
        "answers.stretch": "{first} à {last}",
        "answers.of_published": "Commentaires publiés sur ce sujet.",
        "answers.several": "Commentaires publiés sur ce sujet. Il était possible de choisir plus d'une réponse.",
        "answers.too_few": "Commentaires publiés sur ce sujet. Trop peu de réponses diffèrent pour en indiquer le nombre.",
        "answers.no_longer": "Cette question n'est plus posée.",
        "answers.mean": "La moyenne des réponses est de {mean}.",
        "all_published": "Tous les commentaires publiés",
        "topic": "Sujet",
        "topics.caption": "Commentaires publiés par sujet",
        "themes.caption": "Ce dont les gens ont parlé",
        "themes.first": "Thème",
        "themes.coded": "Lus en vue des thèmes",
        "themes.note": "Un commentaire peut parler de plusieurs thèmes. Un thème compte les"
        " commentaires de ses sous-thèmes, chacun une fois.",
        "replies.caption": "Réponses officielles",
        "replies.first": "Réponses",
        "replies.replies": "Réponses publiées",
        "replies.answered": "Commentaires auxquels elles répondent",
        "replies.written_back": "Commentaires écrits en retour à une réponse",
        "replies.note": "Plusieurs réponses peuvent concerner un même commentaire.",
        "cross.topics_channels": "Sujets selon le moyen par lequel les commentaires sont venus",
        "cross.themes_topics": "Thèmes par sujet",
        "cross.answers": "Réponses à « {first} » selon les réponses à « {second} »",
        "cross.note": "Commentaires publiés. Un nombre inférieur au seuil n'est pas indiqué, pas"
        " plus que ceux qui permettraient de le trouver.",
        "cross.themes_note": "Commentaires publiés ; un commentaire peut parler de plusieurs"
        " thèmes. Un nombre inférieur au seuil n'est pas indiqué, pas plus que ceux qui"
        " permettraient de le trouver.",
        "method.reach_final": "Le rapport tient compte de tout ce qui a été reçu jusqu'à la clôture"
        " de la consultation, selon les décisions des modérateurs au moment de sa préparation. Ce"
        " qui a été reçu par courriel, sur papier, par téléphone ou en personne est compté au jour"
        " de sa réception.",
        "method.reach_interim": "La consultation était encore en cours : le rapport tient compte de"
        " ce qui a été reçu jusqu'à la fin de la semaine indiquée en couverture, selon les décisions"
        " des modérateurs au moment de sa préparation. Ce qui a été reçu par courriel, sur papier,"
        " par téléphone ou en personne est compté au jour de sa réception.",
        "method.moderation": "Chaque commentaire a été lu par un modérateur avant d'être publié. Les"
        " commentaires non publiés sont comptés, mais leur texte ne fait pas partie de ce rapport."
        " « Non publiés » comprend les commentaires refusés par un modérateur, retirés par leur"
        " auteur et ceux qui attendaient encore une décision.",
        "method.identity": "Les noms, les adresses électroniques et tous les autres renseignements"
        " que les gens ont donnés sur eux-mêmes en plus de leur commentaire ont été retirés."
        " Les fichiers de données contiennent les commentaires mot pour mot, tels qu'ils ont"
        " été publiés, à deux exceptions près : le nom qu'une personne a écrit dans son propre"
        " commentaire est remplacé par [name], et les caractères invisibles qui peuvent"
        " changer l'affichage du texte ont été supprimés.",
        "method.quotations": "Le personnel a choisi les citations parmi les commentaires publiés."
        " Une deuxième personne a vérifié dans chacune ce qui pourrait désigner quelqu'un :"
        " les noms, les lieux de résidence, les fonctions, les dates et les événements rares"
        " ont été remplacés par des mots généraux, entre crochets. […] indique des mots"
        " laissés de côté. Une citation montre ce qu'une personne a écrit, et non combien de"
        " personnes pensent ainsi.",
        "method.themes": "Le personnel a lu les commentaires avec une liste commune de thèmes et"
        " noté ceux dont chacun parle. Un commentaire peut parler de plusieurs thèmes ; leurs"
        " nombres ne s'additionnent donc pas. {coded} des commentaires publiés avaient été lus"
        " en vue des thèmes au moment de la préparation du rapport.",
        "method.dates": "Les dates exactes ne sont pas données. Les semaines vont du lundi au"
        " dimanche et sont réunies en périodes où au moins {threshold} commentaires ont été"
        " publiés. À l'intérieur d'une période, l'ordre des commentaires est arbitraire et"
        " n'indique pas quand ils ont été envoyés.",
        "method.counts": "Un nombre inférieur à {threshold} n'est jamais donné. Des lignes sont"
        " réunies, et d'autres nombres sont « non indiqués », partout où quelqu'un pourrait"
        " autrement trouver un petit nombre par addition, par soustraction ou par comparaison"
        " avec un rapport antérieur. Un commentaire peut être refusé pour plusieurs raisons ;"
        " les raisons ne s'additionnent donc pas.",
        "method.crosstabs": "Des tableaux croisés sont donnés pour les sujets selon le moyen de"
        " participation, pour les thèmes selon le sujet et, pour chaque sujet, pour"
        " {questions} questions au plus selon la première : {tables} tableaux au plus, de"
        " {lines} lignes et colonnes au plus. Leurs lignes sont celles des autres tableaux. Un"
        " tableau est omis si moins de la moitié pouvait en être montrée, ou s'il en disait"
        " trop avec les autres tableaux ou avec un rapport antérieur. Lorsque tout un groupe"
        " se trouve dans une seule case, les zéros à côté d'elle ne sont pas indiqués non"
        " plus.",
        "method.lower_threshold": "Le seuil de {threshold}, au lieu du seuil habituel de 10, a été"
        " approuvé par un responsable de la protection de la vie privée, avec motif au dossier.",
        "method.campaigns": "Les commentaires écrits d'après une même lettre sont regroupés selon"
        " leurs mots. Chacun compte comme un commentaire ; le tableau des lettres indique combien il"
        " y en a lorsque chaque lettre est comptée une fois. Le texte d'une lettre est ce que ses"
        " expéditeurs ont en commun.",
        "method.limits": "Les gens ont choisi de participer ; ils ne forment pas un échantillon de la"
        " population, et les nombres ne disent pas combien de personnes dans la province pensent"
        " ainsi. Une même personne peut avoir écrit plus d'une fois.",
        "method.sheets": "Dans les fichiers CSV, un texte qu'un tableur pourrait prendre pour une"
        " formule commence par une apostrophe (') que l'auteur n'a pas écrite.",
        "method.fingerprint": "L'empreinte du contenu est le SHA-256 du contenu de ce rapport."
        " Préparer de nouveau le rapport à partir des mêmes données donne la même empreinte.",
        "data.read_me": "Lisez-moi",
        "data.comments": "Commentaires",
        "data.counts": "Nombres",
        "data.dictionary": "Dictionnaire des données",
        "data.subject": "Ce que nous avons entendu : commentaires et nombres, sans noms",
        "data.publisher": "Gouvernement de la Colombie-Britannique",
        "data.dates": "Du {opened} au {closed}.",
        "data.as_of": "Données arrêtées : {moment}.",
        "data.what_is_here": "Ce que contient ce classeur",
        "data.sheets": "« Commentaires » contient chaque commentaire publié, sans son auteur ; «"
        " Nombres », chaque nombre du rapport ; « Dictionnaire des données », le sens de"
        " chaque colonne. Les autres fichiers de cette version contiennent la même chose pour"
        " les programmes.",
        "data.long_cells": "Une feuille contient 1 048 576 lignes et une cellule 32 767"
        " caractères. D'autres commentaires suivent dans une feuille « Commentaires 2 » ; un"
        " commentaire plus long continue à la ligne suivante. Les deux lignes l'indiquent.",
        "data.goes_on": "[suite à la ligne suivante]",
        "data.goes_on_from": "[suite de la ligne précédente]",
        "data.licence": "Si vous utilisez ces données, ne cherchez pas à savoir qui est une"
        " personne, ni à partir d'elles seules ni avec d'autres données.",
        "data.campaigns": "Lettres, selon le nombre de commentaires qui suivent chacune",
        "data.figure": "Figure",
        "data.table": "Tableau",
        "data.part": "{caption} (partie {part} de {parts})",
        "data.table_of": "Tableau de {rows} lignes et {columns} colonnes de nombres.",
        "tag": "fr-CA",
    }
)
