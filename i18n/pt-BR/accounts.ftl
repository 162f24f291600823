# A página de contas e o médico da entrada na janela.

accounts-back = Voltar às mensagens (Esc)
accounts-up = Mover para cima (Alt+↑)
accounts-down = Mover para baixo (Alt+↓)
accounts-order = Arraste uma conta para mudar a ordem.
accounts-demo = A conta de demonstração vive dentro do Pombo. Nada dela é guardado.
accounts-going = Sendo removida…
accounts-offline = Sem conexão desde { $since }.

accounts-called = Como se chama
accounts-label = Nome da conta
accounts-called-text = O nome da conta só aparece aqui. O seu nome aparece acima do que você escreve.
accounts-mailboxes = Pastas
accounts-unsubscribed = Mostrar pastas não assinadas
accounts-unsubscribed-text = Se estiver desligado, a barra lateral omite as pastas que você não assina. A caixa de entrada e as outras pastas especiais sempre ficam.
accounts-colour = Cor

accounts-signing-in = Entrada
accounts-how = Como
accounts-by-browser = No navegador
accounts-by-browser-of = No navegador, em { $provider }
accounts-by-password = Com a senha
accounts-by-app-password = Com uma senha de app
accounts-by-command = Com uma senha que um comando escreve
accounts-by-token-command = Com uma permissão que um comando escreve
accounts-kept = Guardada
accounts-in-keyring = No chaveiro deste sistema
accounts-in-file = No arquivo cifrado do Pombo
accounts-in-memory = Até o Pombo fechar; depois você entra de novo
accounts-in-command = Em lugar nenhum: o comando é executado sempre que é preciso
accounts-permission = Permissão
accounts-looking = Procurando…
accounts-renewed = Renovada sozinha
accounts-renewed-next = Renovada sozinha quando for preciso
accounts-renewed-until = Renovada sozinha; a atual termina em { $time }
accounts-not-renewed = Vale até o provedor encerrá-la; depois você entra de novo
accounts-ends = Termina em { $time }; depois você entra de novo
accounts-over = Terminou: entre de novo
accounts-no-permission = Nada se sabe dela: não existe, ou o chaveiro não responde
accounts-test = Testar a conexão

time-seconds = menos de um minuto
time-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
time-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
time-days = { $count ->
    [one] { $count } dia
   *[other] { $count } dias
}

accounts-server = Servidor
accounts-owner = Quem entra
accounts-certificate = Certificado
accounts-pinned = Aceito à mão, somente este
accounts-edit = Alterar as configurações…
accounts-edit-title = Alterar as configurações
accounts-edit-text = O Pombo entra com as novas configurações antes de guardá-las. Até lá valem as antigas.
accounts-kept-hint = Como está, a menos que você escreva outra
accounts-edit-go = Entrar e guardar
accounts-elsewhere = Esta é outra caixa de correio: as mensagens são buscadas de novo e a senha é necessária. As cópias da antiga neste computador são apagadas; as mensagens no servidor ficam.
accounts-elsewhere-waiting = { $count ->
    [one] { $count } ação ainda espera pelo servidor antigo e será abandonada.
   *[other] { $count } ações ainda esperam pelo servidor antigo e serão abandonadas.
}

accounts-remove = Remover…
accounts-remove-text = Remover uma conta não apaga nada no servidor.
accounts-leaving = Será removida assim que o servidor tiver o resto: { $what }.
accounts-keep = Manter a conta

ask-remove-stays = As mensagens ficam no servidor.
ask-remove-copies = As cópias das mensagens neste computador são apagadas.
ask-remove-password = A senha é esquecida.
ask-remove-permission = A permissão de ler as mensagens é devolvida e esquecida.
ask-remove-waiting = { $count ->
    [one] { $count } ação ainda não chegou ao servidor: { $what }.
   *[other] { $count } ações ainda não chegaram ao servidor: { $what }.
}
ask-remove-soon = Termine primeiro, ou elas serão abandonadas.
ask-remove-offline = A conta não está conectada: se for removida agora, elas serão abandonadas.
ask-remove-doubtful = Não se sabe se o servidor fez isso, e o Pombo não vai mais descobrir.
ask-remove-finish = Terminar e remover
ask-remove-now = Remover agora

hue-blue = Azul
hue-teal = Turquesa
hue-green = Verde
hue-yellow = Amarelo
hue-orange = Laranja
hue-red = Vermelho
hue-pink = Rosa
hue-purple = Roxo

command-accounts = Contas
settings-manage = Gerenciar as contas…
menu-account = Configurações da conta…
notice-account-removed = { $title } foi removida.
notice-not-forgotten = A conta foi removida, mas a senha ou a permissão não pôde ser tirada do chaveiro. { $why }

find-out = Descobrir por quê
doctor-title = O caminho até as suas mensagens
doctor-running = Testando cada passo…
doctor-ms = { $ms } ms
doctor-again = Tentar de novo
doctor-copy = Copiar o relatório
doctor-copied = Copiado, sem nomes, endereços nem segredos
