# Como se chamam as caixas especiais, seja qual for o nome delas no servidor.

mailbox-inbox = Caixa de entrada
mailbox-drafts = Rascunhos
mailbox-sent = Enviados
mailbox-archive = Arquivo
mailbox-junk = Spam
mailbox-trash = Lixeira
mailbox-all = Todos os e-mails
mailbox-flagged = Com estrela
