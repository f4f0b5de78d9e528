"""Events that run a course: enrolments, roles, groups, grades, and the building of the course.

Whoever they are written down for, they are no action of a student.
"""

from __future__ import annotations

import re

# Without accents, in English, French, Portuguese, Spanish, German and Italian.
RUNNING = re.compile(
    r"""
      \brole\b | \bpapel\b | \benrol | unenrol | \b(de)?s?inscrit\b | instance\ d.inscription
    | \bdesinscrit | \b(des)?inscrit[oa]\b | (instancia|metodo)\ de\ inscri | \binscricao\b
    | group\ (member|created|deleted|updated|restored) | grouping | membre\ (ajoute|retire)
    | groupe\ (cree|supprime|modifie) | groupement | membro\ .*(adicionad|removid|excluid)
    | grupo\ (criad|elimina|removid|atualiza|apagad|excluid) | agrupamento
    | user\ graded | grade\ (deleted|item|updated) | grading\ (form|table) | submission\ graded
    | grader\ report | has\ been\ graded | utilisateur\ evalue\b | note\ (supprimee|modifiee)
    | element\ d.evaluation | (tableau|formulaire)\ d.evaluation | rapport\ de\ l.evaluateur
    | travail\ .*\bevalue\b | utilizador\ avaliado | usuario\ avaliado | avaliacao\ .*eliminada
    | nota\ (eliminada|removida|apagada|excluida|deletada|alterada|atualizada)
    | (item|elemento)\ de\ (avaliacao|nota)
    | (tabela|formulario)\ de\ avaliacao | relatorio\ do\ avaliador | submissao\ avaliada
    | envio\ (foi\ )?avaliado | (utilizador|usuario)\ excluido
    | course\ (module|section)\ (created|updated|deleted) | course\ (updated|restored|reset|created)
    | backup | sauvegarde | copia\ de\ seguranca
    | module\ de\ cours\ (cree|modifie|supprime) | section\ de\ cours\ (cree|modifie|supprime)
    | cours\ (modifie|restaure|reinitialise|cree)\b
    | (modulo|atividade)\ .*\b(criad|atualizad|eliminad|apagad|excluid)[oa]\b
    | seccao\ .*\b(criad|atualizad|eliminad)a\b | (disciplina|curso)\ (atualizad|restaurad|criad)
    | secao\ .*\b(criad|atualizad|excluid)a\b | (disciplina|curso)\ (excluid|apagad|reiniciad)
    | completion\ .*updated | achevement\ .*modifie | conclusao\ .*atualizada
    | capability | capacite | capacidade | permiss
    | \blogs?\ (report\ )?viewed | journal\ consulte | (registo|relatorio)s?\ de\ atividade\ visuali
    | registos?\ visualizad | recycle\ bin | corbeille | reciclagem | \blixeira
    | session\ (added|updated|deleted) | session\ (ajoutee|supprimee|modifiee) | sessao\ adicionada
    | attendance\ taken$ | statut\ de\ presence\ renseigne$ | presenca\ registada$

    | \brol\b | matricul | (usuario|entrega|envio)\ calificad[oa] | ha\ sido\ calificad
    | calificacion\ (borrada|eliminada|actualizada|modificada)
    | (item|elemento)\ de\ calificacion | calificacion\ con\ letra
    | (tabla|formulario|formato)\ (de|para)\ calific | (informe|libro)\ del?\ calificador
    | miembro\ .*(anadid|agregad|quitad|eliminad|borrad) | agrupacion | agrupamiento
    | grupo\ (cread|actualizad|borrad)
    | (modulo|seccion)\ .*\b(cread|actualizad|eliminad|borrad)[oa]\b
    | curso\ (actualizad|cread|borrad|eliminad) | copia\ de\ seguridad
    | (finalizacion|completitud)\ .*actualizad | permiso | papelera
    | (informe\ de\ )?(logs?|registros?)\ (visto|visualizado)
    | (informe|reporte)\ de\ (log|registro)s?\b

    | \brollen?\b | eingeschrieben | einschreib | abgemeldet\ aus\ (dem\ )?kurs
    | (nutzer|teilnehmer|losung|abgabe)\S*\ (in\ )?(wurde\ )?bewertet
    | bewertung\ (wurde\ )?geloscht
    | bewertungs(element|tabelle|formular|aspekt) | bewerterubersicht
    | (mitglied|gruppe)\S*\ .*(erstellt|angelegt|geloscht|aktualisiert|hinzugefugt|entfernt)
    | kurs(modul|abschnitt)\ (wurde\ )?(erstellt|angelegt|aktualisiert|geandert|geloscht)
    | gruppierung
    | \babschnitt\ (wurde\ )?(erstellt|angelegt|aktualisiert|geandert|geloscht)
    | \bkurs\ (wurde\ )?(erstellt|angelegt|aktualisiert|geandert|geloscht|wiederhergestellt|zuruck)
    | kurssicherung | sicherung\ | abschluss.*(aktualisiert|geandert) | berechtigung | \bfahigkeit
    | (logdaten|log|logbericht|protokoll)\ angezeigt | papierkorb

    | \bruolo\b | \bruoli\b | (dis)?iscrizion\S+\ (utent|manual)|(dis)?iscritt[oa]\ (al|dal)\ corso
    | metodo\ d.iscrizione | utente\ valutato | valutazione\ (utente|eliminata|aggiornata)
    | elemento\ di\ valutazione | registro\ valutatore | report\ valutatore
    | gruppo\ (creato|eliminato|aggiornato) | (creazione|eliminazione)\ gruppo | raggruppament
    | membro\ .*(aggiunt|rimoss|eliminat)
    | (modulo|sezione|corso)\ .*\b(creat|aggiornat|eliminat)[oa]\b
    | (creazione|aggiornamento|eliminazione)\ (modulo|sezione|corso)
    | completamento\ .*aggiornat | aggiornamento\ completamento | privilegi[oi]?\b | cestino
    | (visualizzazione|visualizzati)\ (report\ )?log | log\ visualizzat
    """,
    re.VERBOSE,
)
