# Links e citações em uma mensagem.

## O que se diz de um link, um depois do outro
link-via = Por meio de { $who }
link-other-host = A mensagem mostra { $named }, mas o link leva a outro lugar
link-lookalike = Parece { $of }, mas não é
link-punycode = O nome tem letras que podem ser confundidas com outras
link-mixed = O nome mistura letras de vários alfabetos
link-number = Há um número no lugar de um nome
link-port = Porta incomum: { $port }
link-userinfo = Há um nome de usuário antes do endereço
link-hidden = Leva a uma página que só este servidor conhece
link-not-encrypted = Sem criptografia
link-scheme = Links que começam com “{ $scheme }:” nunca são abertos
link-unreadable = Isto não é um endereço que se possa abrir
link-inside = Um lugar nesta mensagem

## Antes de abrir um link suspeito
link-ask = Abrir este link?
link-closed = Este link não é aberto
link-shows = A mensagem mostra
link-leads = O link leva a
link-open = Abrir mesmo assim
link-copy = Copiar endereço

## Citações longas
fold-more = { $count ->
    [one] … mais 1 linha
   *[other] … mais { $count } linhas
}
fold-less = Mostrar menos
command-quotes = Mostrar ou recolher citações
