package io.tradeline.tools.decide;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.StatusRuntimeException;
import io.tradeline.proto.decision.v1.ExplainRequest;
import io.tradeline.proto.decision.v1.ExplainResponse;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.client.RpcErrors;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.client.ServiceOptions;
import io.tradeline.tools.text.Ink;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tradeline explain}: why a stored decision came out as it did. */
@Command(
        name = "explain",
        description = {
            "Explains a stored decision: the answer with its reasons, the accounts as they were then, and the rules that fired for it, in order.",
            "The token needs the scope read: facts of accounts are shown."
        })
public final class ExplainCommand implements Callable<Integer> {
    private static final int DEADLINE_SECONDS = 30;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DECISION", description = "Id of the decision, as decide prints it.")
    private @Nullable String decisionId;

    @Option(names = "--json", description = "Print the explanation as protobuf JSON, with all facts.")
    private boolean json;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Override
    public Integer call() throws InvalidProtocolBufferException {
        ExplainRequest request = ExplainRequest.newBuilder()
                .setDecisionId(Objects.requireNonNull(decisionId))
                .build();
        ExplainResponse explanation;
        try (ServiceClient client = service.connect("read")) {
            explanation = ask(client, request);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(JsonFormat.printer().print(explanation));
        } else {
            new ExplanationText(Ink.ofStandardOutput()).render(explanation).forEach(out::println);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private static ExplainResponse ask(ServiceClient client, ExplainRequest request) {
        try {
            return client.decisionsBlocking()
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .explain(request);
        } catch (StatusRuntimeException failure) {
            throw RpcErrors.explain(failure, client.target());
        }
    }
}
