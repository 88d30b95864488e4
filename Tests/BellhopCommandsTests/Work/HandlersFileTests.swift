import BellhopCommands
import BellhopCore
import FoundationEssentials
import SystemPackage
import Testing

struct HandlersFileTests {
    @Test("a file gives each handler its program, limits and environment") func good() throws {
        let file = try read(
            """
            env: { REGION: eu, LEVEL: 1 }
            handlers:
              word-count: { command: [wc, -w], timeout: 30s, retry: { attempts: 5, base: 1s, cap: 1m }, env: { LEVEL: 2 } }
              resize: { command: [bin/resize, 640] }
            """)
        let count = try #require(file.handlers.first)
        #expect(count.name == "word-count")
        #expect(count.command == ["wc", "-w"])
        #expect(count.timeout == .seconds(30))
        #expect(count.retry == RetryPolicy(attempts: 5, base: .seconds(1), cap: .seconds(60)))
        #expect(count.environment == ["REGION": "eu", "LEVEL": "2"])
        let resize = try #require(file.handlers.last)
        #expect(resize.command.first?.hasSuffix("/bin/resize") == true && resize.command.first?.hasPrefix("/") == true)
        #expect(resize.command.last == "640")
        #expect(resize.timeout == .seconds(1800))
        #expect(resize.retry == .default)
        #expect(resize.environment == ["REGION": "eu", "LEVEL": "1"])
    }

    @Test(
        "each error is told with its line and key",
        arguments: [
            ("", "1: the file is empty"),
            ("env: {}", "1: key 'handlers': is missing"),
            ("handlers: {}", "1: key 'handlers': has no handler"),
            ("handlers: 3", "1: key 'handlers': must be a mapping"),
            ("- a", "1: key 'handlers': must be a mapping"),
            ("handlers:\n  a: { command: [x] }\nhandler: {}", "3: key 'handler': is not known"),
            ("handlers:\n  a: { command: [x], shell: true }", "2: key 'handlers.a.shell': is not known"),
            ("handlers:\n  a:\n    timeout: 3s", "2: key 'handlers.a.command': is missing"),
            ("handlers:\n  a: wc", "2: key 'handlers.a': must be a mapping"),
            ("handlers:\n  a:\n    command: wc -w", "3: key 'handlers.a.command': must be a list"),
            ("handlers:\n  a:\n    command: []", "3: key 'handlers.a.command': is empty"),
            ("handlers:\n  a:\n    command: ['']", "3: key 'handlers.a.command': is empty"),
            ("handlers:\n  a:\n    command: [wc, {}]", "3: key 'handlers.a.command': must be text or a number"),
            ("handlers:\n  a:\n    command: [wc, ~]", "3: key 'handlers.a.command': is empty"),
            ("handlers:\n  a:\n    command: [wc, \"\\0\"]", "3: key 'handlers.a.command': holds a NUL"),
            (
                "handlers:\n  a:\n    command: [wc]\n    timeout: 30",
                "4: key 'handlers.a.timeout': '30' is no span of time"
            ),
            ("handlers:\n  a:\n    command: [wc]\n    timeout: 0s", "4: key 'handlers.a.timeout': goes from 1ms"),
            ("handlers:\n  a:\n    command: [wc]\n    timeout: [1s]", "4: key 'handlers.a.timeout': must be text"),
            ("handlers:\n  a:\n    command: [wc]\n    retry: 5", "4: key 'handlers.a.retry': must be a mapping"),
            (
                "handlers:\n  a:\n    command: [wc]\n    retry: { attempts: 0 }",
                "4: key 'handlers.a.retry.attempts': must be"
            ),
            (
                "handlers:\n  a:\n    command: [wc]\n    retry: { tries: 1 }",
                "4: key 'handlers.a.retry.tries': is not known"
            ),
            ("handlers:\n  'a b': { command: [wc] }", "2: key 'handlers.a b': is no job name"),
            ("handlers:\n  a: { command: [wc] }\n  a: { command: [wc] }", "2: key 'a': is given twice"),
            ("env: { A B: x }\nhandlers:\n  a: { command: [wc] }", "1: key 'env.A B': is no name"),
            (
                "env: { BELLHOP_TENANT: x }\nhandlers:\n  a: { command: [wc] }",
                "1: key 'env.BELLHOP_TENANT': is Bellhop's own"
            ),
            ("handlers:\n  a: { command: [wc], env: { K: } }", "2: key 'handlers.a.env.K': is empty"),
            ("handlers:\n  a: { command: [wc }", "2: the file is no valid YAML"),
            ("handlers: *none", "1: the file is no valid YAML"),
            ("\thandlers: {}", "1: the file is no valid YAML"),
            ("handlers:\n  a: { command: [wc] }\n---\nb: 1", "the file is no valid YAML"),
        ])
    func bad(text: String, problem: String) {
        let error = #expect(throws: BellhopError.self) { try read(text) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("handlers.yaml:") == true)
        #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
    }

    @Test("all errors are told at once, in the order of their lines") func several() {
        let error = #expect(throws: BellhopError.self) {
            try read("handlers:\n  a: { command: [] }\n  b: { command: [wc], timeout: x }\nc: 1")
        }
        #expect(error?.message.split(separator: "\n").count == 3)
    }

    @Test("a file that is no text is refused with its line") func binary() {
        let error = #expect(throws: BellhopError.self) { try read(bytes: Array("a: 1\n".utf8) + [0xFF]) }
        #expect(error?.message.contains("handlers.yaml:2: the file is not text in UTF-8") == true)
    }

    @Test("a file that is not there is not found") func missing() {
        let error = #expect(throws: BellhopError.self) { try HandlersFile.read("/nonexistent/handlers.yaml") }
        #expect(error?.code == .notFound)
    }

    /// Lists the ways in which a file changes while it is read.
    enum Change: CaseIterable, Sendable {
        case replaced, overwritten, cutOff, continued, deleted

        /// Changes the file at a path.
        func strike(_ path: String) throws {
            let new = "handlers:\n  new: { command: [new] }\n"
            switch self {
            case .replaced: try Data(new.utf8).write(to: URL(filePath: path), options: .atomic)
            case .overwritten: try write(new, path, .truncate)
            case .cutOff: try write("handlers:\n  a: { command: [x] }\n", path, .truncate)
            case .continued: try write("  late: { command: [late] }\n", path, .append)
            case .deleted: try FileManager.default.removeItem(atPath: path)
            }
        }

        private func write(_ text: String, _ path: String, _ option: FileDescriptor.OpenOptions) throws {
            let file = try FileDescriptor.open(FilePath(path), .writeOnly, options: option)
            _ = try file.closeAfter { try file.writeAll(text.utf8) }
        }
    }

    @Test(
        "a file that another takes the place of is read as it was, and one that is written to meanwhile is refused",
        arguments: Change.allCases)
    func changing(change: Change) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/bellhop-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/handlers.yaml"
        // What is left when it is cut off would do as a file.
        try Data("handlers:\n  a: { command: [x] }\n  b: { command: [y] }\n".utf8).write(to: URL(filePath: path))
        let result = Result { try HandlersFile.read(path) { try? change.strike(path) } }
        switch change {
        case .replaced, .deleted: #expect(try result.get().handlers.map(\.name) == ["a", "b"])
        case .overwritten, .cutOff, .continued:
            let error = #expect(throws: BellhopError.self) { try result.get() }
            #expect(error?.code == .undecodable && error?.message.contains("while it was read") == true)
        }
        if change == .replaced { #expect(try HandlersFile.read(path).handlers.map(\.name) == ["new"]) }
    }

    private func read(_ text: String) throws -> HandlersFile { try read(bytes: Array(text.utf8)) }

    private func read(bytes: [UInt8]) throws -> HandlersFile {
        let folder = FileManager.default.temporaryDirectory.path + "/bellhop-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(bytes).write(to: URL(filePath: "\(folder)/handlers.yaml"))
        return try HandlersFile.read("\(folder)/handlers.yaml")
    }
}
