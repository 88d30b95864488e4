// swift-tools-version: 6.2
import PackageDescription

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let metricsTesting = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")

let package = Package(
    name: "bellhop",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "Bellhop", targets: ["Bellhop"]),
        .library(name: "BellhopWorker", targets: ["BellhopWorker"]),
        .library(name: "BellhopTesting", targets: ["BellhopTesting"]),
        .executable(name: "bellhop", targets: ["bellhop-cli"]),
        .executable(name: "bellhop-demo", targets: ["bellhop-demo"]),
        .executable(name: "bellhop-bench", targets: ["bellhop-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Without its default traits: files are read by Yams, with the line of each key.
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // Without its default traits: the Foundation bridge would pull all of Foundation into a worker.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        // Imports point one way, downwards in this list.
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .target(name: "BellhopRedis", dependencies: ["CHiredis", nioCore, nioPosix, nioSSL, logging, deque]),
        .target(name: "BellhopCore"),
        .target(name: "BellhopStore", dependencies: ["BellhopRedis", "BellhopCore", nioCore, logging]),
        .target(
            name: "Bellhop", dependencies: ["BellhopStore", "BellhopCore", "BellhopRedis", nioCore, logging, crypto]),
        .target(
            name: "BellhopWorker",
            dependencies: [
                "Bellhop", "BellhopStore", "BellhopCore", "BellhopRedis", nioCore, logging, metrics, lifecycle,
            ]),
        .target(name: "BellhopTesting", dependencies: ["Bellhop", "BellhopWorker", subprocess, system]),
        .target(
            name: "BellhopCommands",
            dependencies: [
                "Bellhop", "BellhopWorker", "BellhopStore", "BellhopCore", "BellhopRedis", "BellhopTesting",
                argumentParser, subprocess, system, yams, logging, lifecycle, unixSignals, histogram, nioCore,
                configuration,
            ]),
        .executableTarget(name: "bellhop-cli", dependencies: ["BellhopCommands"]),
        .executableTarget(
            name: "bellhop-demo",
            dependencies: [
                "Bellhop", "BellhopWorker", "BellhopStore", "BellhopTesting", crypto, lifecycle, unixSignals, logging,
                histogram,
            ]),
        .executableTarget(name: "bellhop-bench", dependencies: ["BellhopCommands", argumentParser]),

        .target(
            name: "TestSupport", dependencies: ["Bellhop", "BellhopWorker", "BellhopTesting", "BellhopRedis", logging],
            path: "Tests/TestSupport"),
        .testTarget(
            name: "BellhopRedisTests",
            dependencies: ["BellhopRedis", "BellhopTesting", "TestSupport", logging, nioCore]
        ),
        .testTarget(name: "BellhopCoreTests", dependencies: ["BellhopCore", "TestSupport"]),
        .testTarget(
            name: "BellhopStoreTests",
            dependencies: [
                "BellhopStore", "BellhopCore", "BellhopRedis", "TestSupport", "BellhopTesting", logging, nioCore,
            ]),
        .testTarget(
            name: "BellhopTests",
            dependencies: [
                "Bellhop", "BellhopStore", "BellhopRedis", "TestSupport", "BellhopTesting", logging, nioCore,
            ]),
        .testTarget(
            name: "BellhopWorkerTests",
            dependencies: [
                "Bellhop", "BellhopWorker", "BellhopStore", "BellhopRedis", "TestSupport", "BellhopTesting",
                "bellhop-bench", logging, metricsTesting, lifecycle, subprocess, system,
            ]),
        .testTarget(
            name: "BellhopCommandsTests",
            dependencies: [
                "BellhopCommands", "Bellhop", "BellhopStore", "BellhopRedis", "TestSupport", "BellhopTesting",
                "BellhopCore",
                subprocess, system,
            ]),
    ],
    swiftLanguageModes: [.v6]
)

let strict: [SwiftSetting] = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0470-isolated-conformances.md
    .enableUpcomingFeature("InferIsolatedConformances"),
]
// A newer compiler's new warning must not stop a newcomer's build; in CI every warning is an error.
let warnings: [SwiftSetting] = Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

for target in package.targets where target.type != .system {
    target.swiftSettings = strict + warnings
}
