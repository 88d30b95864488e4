extension CronSchedule {
    /// Gives a delay in milliseconds, from 0 to below `spread`, that keeps tenants' equal schedules from falling together.
    ///
    /// It depends on nothing but its arguments, in every process and on every machine: it is the 64-bit FNV-1a hash
    /// (Fowler, Noll and Vo) of the tenant, a zero byte and the name, modulo `spread`. A `spread` below 1 gives 0.
    public static func spreadOffset(tenant: String, name: String, spread: Int64) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in [Array(tenant.utf8), [0], Array(name.utf8)].joined() {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return Int64(hash % UInt64(max(1, spread)))
    }
}
