package io.tradeline.tools;

import picocli.CommandLine.IVersionProvider;

/** Says the version that the build wrote into the jar's manifest. */
final class TradelineVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Tradeline.class.getPackage().getImplementationVersion();
        return new String[] {
            "tradeline " + (version == null ? "(not packaged)" : version),
            "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
