"""MLflow's autolog of scikit-learn and XGBoost, and its registry, against MLFLOW_TRACKING_URI.

Prints ok if no metric, parameter, file or model was lost.
"""

import warnings

warnings.filterwarnings("ignore")

import mlflow
import xgboost
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

data, labels = load_iris(return_X_y=True)
client = mlflow.MlflowClient()
mlflow.set_experiment("autolog")


def equal(found, expected):
    assert found == expected, (found, expected)


mlflow.sklearn.autolog()
with mlflow.start_run() as run:
    LogisticRegression(max_iter=200).fit(data, labels)
logged = mlflow.get_run(run.info.run_id)
equal(logged.info.status, "FINISHED")
equal(
    sorted(logged.data.metrics),
    ["training_accuracy_score", "training_f1_score", "training_log_loss", "training_precision_score",
     "training_recall_score", "training_roc_auc", "training_score"],
)
equal(logged.data.params["max_iter"], "200")
equal(len(logged.inputs.dataset_inputs), 1)
equal(len(logged.outputs.model_outputs), 1)

with mlflow.start_run() as run:
    search = GridSearchCV(LogisticRegression(max_iter=200), {"C": [0.1, 1, 10]}).fit(data, labels)
children = mlflow.search_runs(filter_string=f"tags.mlflow.parentRunId = '{run.info.run_id}'")
equal(len(children), 3)
equal(
    sorted(children["metrics.mean_test_score"]), sorted(search.cv_results_["mean_test_score"])
)

mlflow.xgboost.autolog()
rows = xgboost.DMatrix(data, labels)
seen = {}
with mlflow.start_run() as run:
    xgboost.train(
        {"objective": "multi:softprob", "num_class": 3, "eval_metric": ["mlogloss", "merror"]},
        rows, num_boost_round=50, evals=[(rows, "train")], evals_result=seen, verbose_eval=False,
    )
for name, values in seen["train"].items():
    history = client.get_metric_history(run.info.run_id, "train-" + name)
    equal([point.value for point in history], values)
    equal([point.step for point in history], list(range(50)))
files = [one.path for one in client.list_artifacts(run.info.run_id)]
assert "feature_importance_weight.json" in files, files

mlflow.autolog(disable=True)
with mlflow.start_run():
    mlflow.sklearn.log_model(
        LogisticRegression(max_iter=200).fit(data, labels),
        name="model", registered_model_name="iris",
    )
client.set_registered_model_alias("iris", "champion", 1)
equal(list(mlflow.sklearn.load_model("models:/iris@champion").predict(data[:2])), [0, 0])
equal(list(mlflow.pyfunc.load_model("models:/iris/1").predict(data[:2])), [0, 0])
print("ok")
