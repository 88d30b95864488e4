import ArgumentParser

/// Holds the commands on schedules.
struct CronCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cron", abstract: "Add, list, pause, resume, run and remove schedules of tenants.",
        discussion: """
            A schedule stands under its tenant's keys. With --all-tenants or --kind it is a plan: each tenant has it, those that \
            are added later too, and may pause it for itself.

            EXAMPLES
              bellhop cron add nightly --tenant acme --schedule '30 2 * * *' --zone Europe/Berlin --job report
              bellhop cron add digest --all-tenants --schedule '0 6 * * MON' --job digest --spread 10m
              bellhop cron list --tenant acme
              bellhop cron run-now nightly --tenant acme
            """,
        subcommands: [CronList.self, CronAdd.self, CronRemove.self, CronPause.self, CronResume.self, CronRunNow.self])
}
