# Uma mensagem no papel.
paper-from = De
paper-to = Para
paper-cc = Cc
paper-date = Data
paper-files = Anexos
paper-more = { $list } e mais { $count }
command-save-message = Salvar como arquivo (.eml)
command-save-pdf = Salvar como PDF
command-print = Imprimir
command-source = Mostrar o código-fonte
notice-exported = { $count ->
    [one] { $count } mensagem foi salva.
   *[other] { $count } mensagens foram salvas.
}
notice-paper-cut = { $name } foi salvo sem o fim: a mensagem é longa demais ou não foi carregada por inteiro.
notice-paper-shown = A mensagem foi aberta como PDF. Imprima a partir de lá.
notice-paper-sent = A mensagem foi enviada para a impressora { $printer }.
notice-not-printed = Não foi possível fazer um PDF da mensagem. { $why }
source-coming = O código-fonte está sendo buscado…
source-title = A mensagem como está no servidor
source-part = Os primeiros { $shown } de { $total }. Salve a mensagem para ter tudo.
source-back = Voltar à mensagem
source-save = Salvar como arquivo
source-failed = Não foi possível obter o código-fonte. { $why }
command-message-menu = Mais para esta mensagem
file-failed = Não é possível mostrar o arquivo
file-no-message = { $name } não contém uma mensagem de e-mail ou está danificado.
source-title-file = A mensagem como está no arquivo
save-messages = Salvar como arquivos
