import BellhopCore
import BellhopRedis
import BellhopStore

/// Reads all that decides what runs next, from Redis and from the model, as the same lines of text.
struct SchedulerState: Equatable {
    /// Holds a field's name, then its value, for each field that has one.
    let fields: [String]

    /// Names the first field in which two states differ, with both values.
    func firstDifference(from other: SchedulerState) -> String? {
        func table(_ fields: [String]) -> [String: String] {
            var table: [String: String] = [:]
            for index in stride(from: 0, to: fields.count - 1, by: 2) { table[fields[index]] = fields[index + 1] }
            return table
        }
        let (mine, others) = (table(fields), table(other.fields))
        guard let field = Set(mine.keys).union(others.keys).sorted().first(where: { mine[$0] != others[$0] }) else {
            return nil
        }
        return "\(field): Redis has [\(mine[field] ?? "")], the model [\(others[field] ?? "")]"
    }
}

// MARK: Redis

extension SchedulerState {
    private static let script = RedisScript(
        name: "scheduling state",
        source: #"""
            #!lua flags=no-writes
            local call, ns, tag = redis.call, ARGV[1], ARGV[2]
            local function tkey(class, tenant, name) return ns .. ':' .. class .. tag .. tenant .. ':' .. (name or '') end
            local function ckey(class, name) return tkey(class, '~', name) end
            local at = 3
            local function list()
                local values = {}
                for i = 1, tonumber(ARGV[at]) do values[i] = ARGV[at + i] end
                at = at + #values + 1
                return values
            end
            local queues, tenants, lanes, limits, workers = list(), list(), list(), list(), list()
            local out = {}
            local function put(name, value)
                if value and value ~= '' then out[#out + 1], out[#out + 2] = name, value end
            end
            local function order(name, key) put(name, table.concat(call('ZRANGE', key, 0, -1, 'WITHSCORES'), ' ')) end
            local function short(id) return string.format('%.0f', (struct.unpack('>I8', string.sub(id, 9)))) end
            local function jobs(name, key)
                local held = call('ZRANGE', key, 0, -1, 'WITHSCORES')
                for i = 1, #held, 2 do held[i] = short(held[i]) end
                put(name, table.concat(held, ' '))
            end
            local function hash(name, key, read)
                local pairs = call('HGETALL', key)
                local lines = {}
                for i = 1, #pairs, 2 do lines[#lines + 1] = read and read(pairs[i], pairs[i + 1]) or pairs[i] .. '=' .. pairs[i + 1] end
                table.sort(lines)
                put(name, table.concat(lines, ' '))
            end
            local function running(id, claim) return short(id) .. '=' .. string.gsub(string.gsub(claim, ' +$', ''), ' ', ',') end
            -- Finds which of many keys there are, by halves: most are not.
            local function present(class, tenant, names)
                local keys, found = {}, {}
                for i, name in ipairs(names) do keys[i] = tkey(class, tenant, name) end
                local function look(from, to)
                    if from > to or call('EXISTS', unpack(keys, from, to)) == 0 then return end
                    if from == to then found[#found + 1] = names[from] return end
                    local middle = math.floor((from + to) / 2)
                    look(from, middle)
                    look(middle + 1, to)
                end
                for from = 1, #names, 16 do look(from, math.min(from + 15, #names)) end
                return found
            end
            put('fence', call('HGET', ckey('clock'), 'fence'))
            for _, q in ipairs(queues) do
                put('V ' .. q, call('HGET', ckey('clock'), 'v:' .. q))
                order('ring ' .. q, ckey('ring', q))
            end
            order('refill', ckey('refill'))
            order('tenants with due jobs', ckey('duetenants'))
            order('reserved', ckey('reserved'))
            order('workers', ckey('workers'))
            order('queues', ckey('allqueues'))
            hash('queue limits', ckey('qlim'))
            for _, w in ipairs(workers) do
                local is = call('HMGET', ckey('worker', w), 'suspect', 'started')
                if is[1] then put('suspect of ' .. w, short(string.sub(is[1], -16)) .. (is[2] and ' started' or '')) end
            end
            for _, t in ipairs(tenants) do
                local is = call('HMGET', tkey('ten', t), 'seq', 'capped')
                put(t .. ' sequence', is[1])
                put(t .. ' absence', is[2])
                order(t .. ' queues', tkey('queues', t))
                for _, q in ipairs(queues) do
                    put(t .. ' tag ' .. q, call('HGET', tkey('ten', t), 'tag:' .. q))
                    order(t .. ' lanes ' .. q, tkey('lanes', t, q))
                end
                for _, l in ipairs(present('lane', t, lanes)) do jobs(t .. ' lane ' .. l, tkey('lane', t, l)) end
                hash(t .. ' parked', tkey('parked', t))
                for _, l in ipairs(present('park', t, limits)) do order(t .. ' park ' .. l, tkey('park', t, l)) end
                hash(t .. ' uses', tkey('use', t))
                hash(t .. ' arrivals', tkey('tat', t))
                hash(t .. ' running', tkey('run', t), running)
                hash(t .. ' estimates', tkey('est', t))
                jobs(t .. ' due', tkey('due', t))
            end
            return out
            """#)

    private static let lanes = (SchedulerHistory.lanes + SchedulerHistory.lanes.map(\.suspected)).map(\.name.rawValue)
    private static let limits = Set(
        SchedulerHistory.lanes.flatMap {
            $0.caps + [.rate($0.job), .pausedQueue($0.queue), .pausedJob($0.job), .pausedEverywhere($0.job)]
        }
    ).map(\.description).sorted()

    /// Reads the state from Redis.
    init(of store: JobStore, workers: [WorkerID]) async throws {
        let reply = try await store.redis.run(Self.script, keys: [store.keys.key(.workers)]) { command in
            command.append(store.keys.namespace.rawValue)
            command.append(store.keys.infix)
            for list in [
                SchedulerHistory.queues.map(\.rawValue), SchedulerHistory.tenants.map(\.rawValue), Self.lanes,
                Self.limits, workers.map(\.rawValue),
            ] {
                command.append(list.count)
                for word in list { command.append(word) }
            }
        }
        var cursor = reply.cursor()
        var fields: [String] = []
        while !cursor.isAtEnd { fields.append(try cursor.nextString()) }
        self.fields = fields
    }
}

// MARK: The model

extension SchedulerState {
    /// Reads the state from the model.
    init(of model: FairScheduler, workers: [WorkerID]) {
        var out: [String] = []
        func put(_ name: @autoclosure () -> String, _ value: String?) {
            if let value, !value.isEmpty { out += [name(), value] }
        }
        func order<Member>(
            _ name: @autoclosure () -> String, _ order: FairOrder<Member>?, _ text: (Member) -> String = { "\($0)" }
        ) {
            guard let entries = order?.entries, !entries.isEmpty else { return }
            put(name(), entries.map { "\(text($0.member)) \($0.score)" }.joined(separator: " "))
        }
        func hash(_ name: @autoclosure () -> String, _ lines: [String]) {
            put(name(), lines.sorted().joined(separator: " "))
        }
        put("fence", model.fence == 0 ? nil : "\(model.fence)")
        for queue in SchedulerHistory.queues {
            put("V \(queue)", model.queues[queue]?.clock.map { "\($0)" })
            order("ring \(queue)", model.queues[queue]?.ring)
        }
        order("refill", model.refills)
        order("tenants with due jobs", model.due)
        order("reserved", model.reserved)
        order("workers", model.leases)
        put("queues", model.usedQueues.sorted().map { "\($0) 0" }.joined(separator: " "))
        hash(
            "queue limits",
            model.queues.flatMap { queue, limits in
                (limits.isPaused ? ["paused:\(queue)=1"] : [])
                    + (limits.cap.map { ["cap:\(queue)=\($0)", "use:\(queue)=\(limits.used)"] } ?? [])
            } + model.pausedJobs.map { "pn:\($0)=1" })
        for worker in workers {
            guard let life = model.workers[worker], let suspect = life.suspect else { continue }
            put("suspect of \(worker)", "\(suspect.low)" + (life.isRunningSuspect ? " started" : ""))
        }
        for name in SchedulerHistory.tenants {
            guard let tenant = model.tenants[name] else { continue }
            put("\(name) sequence", tenant.sequence == 0 ? nil : "\(tenant.sequence)")
            put("\(name) absence", tenant.absence.map { "\($0.rawValue)" })
            put("\(name) queues", tenant.queues.map { "\($0) 0" }.joined(separator: " "))
            for queue in SchedulerHistory.queues {
                put("\(name) tag \(queue)", tenant.tags[queue].map { "\($0)" })
                order("\(name) lanes \(queue)", tenant.lanes[queue])
            }
            for lane in SchedulerHistory.lanes + Self.suspects {
                order("\(name) lane \(lane)", tenant.ready[lane]) { "\($0.low)" }
            }
            hash("\(name) parked", tenant.parked.map { "\($0.key)=\($0.value)" })
            for (limit, lanes) in tenant.park.sorted(by: { $0.key < $1.key }) { order("\(name) park \(limit)", lanes) }
            hash("\(name) uses", tenant.uses.map { "\($0.key)=\($0.value)" })
            hash("\(name) arrivals", tenant.arrivals.map { "\($0.key)=\($0.value)" })
            hash(
                "\(name) running",
                tenant.running.map {
                    "\($0.key.low)=\($0.value.worker),\($0.value.fence),\($0.value.estimate),\($0.value.lane)"
                })
            hash("\(name) estimates", tenant.estimates.map { "\($0.key)=\($0.value)" })
            order("\(name) due", tenant.due) { "\($0.low)" }
        }
        fields = out
    }

    private static let suspects = SchedulerHistory.lanes.map(\.suspected)
}
