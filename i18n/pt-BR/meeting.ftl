# Convites e outros compromissos. $month conta a partir de 1, $weekday de segunda-feira = 1.

meeting-invitation = Convite
meeting-changed = Convite alterado
meeting-date-changed = Convite para uma data de uma série
meeting-told = Compromisso
meeting-cancelled = Cancelado
meeting-date-cancelled = Uma data da série foi cancelada
meeting-counter-declined = O outro horário foi recusado
meeting-accepted = { $who } aceitou
meeting-tentative = { $who } aceitou provisoriamente
meeting-declined = { $who } recusou
meeting-delegated = { $who } vai mandar outra pessoa
meeting-answered = { $who } respondeu
meeting-countered = { $who } propõe outro horário
meeting-somebody = Alguém
meeting-untitled = Sem título
meeting-organizer = Organizado por { $who }
meeting-guests = { $count ->
    [one] { $count } pessoa convidada
   *[other] { $count } pessoas convidadas
}
meeting-more-guests = { $count ->
    [one] e mais { $count }
   *[other] e mais { $count }
}
meeting-more = { $count ->
    [one] O calendário traz mais { $count } compromisso.
   *[other] O calendário traz mais { $count } compromissos.
}
meeting-call = Participar em { $host }
answer-accepted = aceitou
answer-tentative = talvez
answer-declined = recusou
answer-delegated = vai mandar outra pessoa

meeting-day = { $weekday ->
    [1] segunda-feira
    [2] terça-feira
    [3] quarta-feira
    [4] quinta-feira
    [5] sexta-feira
    [6] sábado
   *[7] domingo
}, { $day } de { $month ->
    [1] janeiro
    [2] fevereiro
    [3] março
    [4] abril
    [5] maio
    [6] junho
    [7] julho
    [8] agosto
    [9] setembro
    [10] outubro
    [11] novembro
   *[12] dezembro
} de { $year }
meeting-date = { $day } de { $month ->
    [1] janeiro
    [2] fevereiro
    [3] março
    [4] abril
    [5] maio
    [6] junho
    [7] julho
    [8] agosto
    [9] setembro
    [10] outubro
    [11] novembro
   *[12] dezembro
} de { $year }
month = { $month ->
    [1] janeiro
    [2] fevereiro
    [3] março
    [4] abril
    [5] maio
    [6] junho
    [7] julho
    [8] agosto
    [9] setembro
    [10] outubro
    [11] novembro
   *[12] dezembro
}
meeting-day-time = { $day }, { $time }
meeting-from-to = { $from } – { $to }
meeting-all-day = { $day }, o dia todo
meeting-all-days = { $from } – { $to }, o dia todo
meeting-in-city = { $span } no horário de { $city } ({ $offset })
meeting-in-zone = { $span } no horário de quem organiza ({ $offset })

list-and = { $before } e { $last }
repeats-somehow = Repete-se
repeats-daily = { $count ->
    [one] Repete-se todos os dias
   *[other] Repete-se a cada { $count } dias
}
repeats-workdays = Repete-se de segunda a sexta-feira
repeats-weekly = { $count ->
    [one] Repete-se toda semana, { $days }
   *[other] Repete-se a cada { $count } semanas, { $days }
}
repeats-monthly = { $count ->
    [one] Repete-se todo mês, { $what }
   *[other] Repete-se a cada { $count } meses, { $what }
}
repeats-yearly = { $count ->
    [one] Repete-se todo ano, { $what } de { $months }
   *[other] Repete-se a cada { $count } anos, { $what } de { $months }
}
repeats-times = { $count ->
    [one] { $rule }, { $count } vez
   *[other] { $rule }, { $count } vezes
}
repeats-until = { $rule }, até { $day }
repeats-weekday = { $weekday ->
    [1] na segunda-feira
    [2] na terça-feira
    [3] na quarta-feira
    [4] na quinta-feira
    [5] na sexta-feira
    [6] no sábado
   *[7] no domingo
}
repeats-day = no dia { $day }
repeats-last-day = no último dia
repeats-nth-weekday = { $weekday ->
    [6] no { $nth ->
        [first] primeiro
        [second] segundo
        [third] terceiro
        [fourth] quarto
        [fifth] quinto
        [last-but-one] penúltimo
       *[last] último
    } sábado
    [7] no { $nth ->
        [first] primeiro
        [second] segundo
        [third] terceiro
        [fourth] quarto
        [fifth] quinto
        [last-but-one] penúltimo
       *[last] último
    } domingo
   *[other] na { $nth ->
        [first] primeira
        [second] segunda
        [third] terceira
        [fourth] quarta
        [fifth] quinta
        [last-but-one] penúltima
       *[last] última
    } { $weekday ->
        [1] segunda-feira
        [2] terça-feira
        [3] quarta-feira
        [4] quinta-feira
       *[5] sexta-feira
    }
}
repeats-nth-workday = no { $nth ->
    [first] primeiro
    [second] segundo
    [third] terceiro
    [fourth] quarto
    [fifth] quinto
    [last-but-one] penúltimo
   *[last] último
} dia útil
