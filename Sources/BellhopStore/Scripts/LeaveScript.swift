import BellhopRedis

/// Takes a worker that holds nothing any more off the register.
///
///     KEYS[1]  the shard's workers
///     ARGV     1 namespace, 2 infix, 3 worker, 4 number of queues, then the queues
///     Returns  the number of tenants for which the worker still holds claims; 0 when it was taken off
///     Atomic   yes
///     Repeat   harmless
///     Cost     O(log workers) a queue
///     Bound    the worker's own queues
enum LeaveScript {
    static let script = RedisScript(
        "leave", flags: Lua.allowOutOfMemory, pieces: [],
        body: #"""
            local worker = ARGV[3]
            call('ZREM', ckey('idle'), worker)
            for i = 1, tonumber(ARGV[4]) do call('ZREM', ckey('idle', ARGV[4 + i]), worker) end
            local held = call('HLEN', ckey('held', worker))
            if held == 0 then
                call('ZREM', ckey('workers'), worker)
                call('DEL', ckey('worker', worker), ckey('cancels', worker))
            end
            return held
            """#)
}
