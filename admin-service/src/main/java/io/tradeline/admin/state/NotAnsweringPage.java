package io.tradeline.admin.state;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The page while the decision service doesn't answer. */
@CheckedTemplate(defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record NotAnsweringPage(Verdict verdict, Moment asOf) implements TemplateInstance {}
