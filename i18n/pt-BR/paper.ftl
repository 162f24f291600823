# Uma mensagem no papel.
paper-from = De
paper-to = Para
paper-cc = Cc
paper-date = Data
paper-files = Anexos
paper-more = { $list } e mais { $count }
